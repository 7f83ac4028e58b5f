using System.Threading.Channels;

namespace ActiveLearning.Grains.Compute;

/// <summary>
/// Threads of our own for work that burns processor time (ONNX, selection, fitting), so that it never takes a thread that runs grains: a starved
/// scheduler makes a live silo look dead. The channel is bounded; whoever brings more waits.
/// </summary>
public class ComputeLane : IAsyncDisposable
{
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(50);

    private readonly Channel<Action> _work;
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _running;

    /// <summary>Starts the threads.</summary>
    /// <param name="name">Name of the threads, for dumps and profilers.</param>
    /// <param name="threads">How many work at the same time.</param>
    /// <param name="capacity">Pieces of work that may wait before bringing more has to.</param>
    /// <param name="stepsBack">While it holds, the last thread rests, unless it is the only one.</param>
    public ComputeLane(string name, int threads, int capacity, Func<bool>? stepsBack = null)
    {
        _work = Channel.CreateBounded<Action>(new BoundedChannelOptions(capacity) { SingleReader = threads == 1 });
        _running = threads;
        for (var i = 0; i < threads; i++)
        {
            var rests = threads > 1 && i == threads - 1 ? stepsBack : null;
            ComputeThread.Start($"{name}-{i}", () => Drain(rests));
        }
    }

    /// <summary>Runs a piece of work on the lane and returns its result; an exception in it is the caller's.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled. Work that had begun ends all the same; nobody learns its result.</exception>
    /// <exception cref="ChannelClosedException">The lane is shutting down.</exception>
    public async Task<T> RunAsync<T>(Func<T> work, CancellationToken cancellationToken)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        await _work.Writer.WriteAsync(
            () =>
            {
                if (cancellationToken.IsCancellationRequested)
                {
                    done.TrySetCanceled(cancellationToken);
                    return;
                }

                try
                {
                    done.TrySetResult(work());
                }
                catch (Exception failure)
                {
                    done.TrySetException(failure);
                }
            },
            cancellationToken);
        return await done.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Takes no more work, finishes what waits, ends the threads.</summary>
    public async ValueTask DisposeAsync()
    {
        _work.Writer.TryComplete();
        await _drained.Task;
        GC.SuppressFinalize(this);
    }

    private void Drain(Func<bool>? rests)
    {
        // Blocking here is the point: these threads belong to nobody else.
        while (_work.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            if (rests?.Invoke() ?? false)
            {
                Task.Delay(Rest).GetAwaiter().GetResult();
                continue;
            }

            while (!(rests?.Invoke() ?? false) && _work.Reader.TryRead(out var work))
            {
                work();
            }
        }

        if (Interlocked.Decrement(ref _running) == 0)
        {
            _drained.TrySetResult();
        }
    }
}
