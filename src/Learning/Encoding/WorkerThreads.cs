using System.Runtime.ExceptionServices;

namespace ActiveLearning.Learning.Encoding;

/// <summary>
/// Spreads independent pieces of computation over threads of their own. The thread pool is left alone on purpose: a silo's scheduler
/// lives there, and a silo whose turns wait for arithmetic looks dead to its neighbours.
/// </summary>
public static class WorkerThreads
{
    /// <summary>Runs <paramref name="work"/> once for each index below <paramref name="count"/> and returns when all are done.</summary>
    /// <param name="threads">Threads that compute at the same time, the caller's included; 1 runs everything on the caller.</param>
    /// <param name="count">Number of pieces.</param>
    /// <param name="work">One piece; must be safe to run beside the others.</param>
    /// <param name="cancellationToken">Checked between pieces.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static void Run(int threads, int count, Action<int> work, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        var next = -1;
        ExceptionDispatchInfo? failure = null;
        void Drain()
        {
            try
            {
                for (var i = Interlocked.Increment(ref next); i < count; i = Interlocked.Increment(ref next))
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    work(i);
                }
            }
            catch (Exception exception)
            {
                // One failure ends all; the first is the one that the caller hears of.
                Interlocked.CompareExchange(ref failure, ExceptionDispatchInfo.Capture(exception), null);
                Interlocked.Exchange(ref next, count);
            }
        }

        var others = new Thread[Math.Max(0, Math.Min(threads, count) - 1)];
        for (var t = 0; t < others.Length; t++)
        {
            others[t] = new Thread(Drain) { IsBackground = true, Name = "learning-worker" };
            others[t].Start();
        }

        Drain();
        foreach (var thread in others)
        {
            thread.Join();
        }

        failure?.Throw();
    }
}
