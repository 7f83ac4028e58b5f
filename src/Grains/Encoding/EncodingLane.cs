using System.Threading.Channels;
using ActiveLearning.Grains.Compute;
using ActiveLearning.Grains.Telemetry;
using ActiveLearning.Learning.Encoding;
using Microsoft.Extensions.Options;

namespace ActiveLearning.Grains.Encoding;

/// <summary>
/// The silo's encoder on threads of its own. Urgent texts (labelled, so the next fit waits for them) go before the background's; while
/// somebody labels, one thread and small batches are used, so that encoding never makes labelling wait.
/// </summary>
/// <remarks>
/// A thread encodes a whole batch: threads that shared one would wait for the slowest each time. Partitions bring batches side by side, so all threads have one.
/// </remarks>
public sealed class EncodingLane : IAsyncDisposable
{
    private const int SmallBatch = 16;
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(50);

    private readonly ITextEncoder _encoder;
    private readonly LabellingActivity _activity;
    private readonly EncodingOptions _options;
    private readonly IEmbeddingCache[] _caches;
    private readonly Channel<Job> _urgent = Channel.CreateUnbounded<Job>();
    private readonly Channel<Job> _background = Channel.CreateBounded<Job>(32);
    private readonly SemaphoreSlim _waiting = new(0);
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _running;

    /// <summary>Starts the lane.</summary>
    public EncodingLane(ITextEncoder encoder, LabellingActivity activity, IOptions<EncodingOptions> options, ISharedEmbeddings? shared = null)
    {
        ArgumentNullException.ThrowIfNull(encoder);
        ArgumentNullException.ThrowIfNull(options);
        _encoder = encoder;
        _activity = activity;
        _options = options.Value;
        _caches =
        [
            .. _options.CacheFolder is { } folder ? [new EmbeddingFileCache(folder, encoder.Version, encoder.Dimensions)] : Array.Empty<IEmbeddingCache>(),
            .. shared is null ? [] : new[] { shared.ForEncoder(encoder.Version, encoder.Dimensions) },
        ];
        _running = _options.Threads > 0 ? _options.Threads : Environment.ProcessorCount;
        for (var thread = _running - 1; thread >= 0; thread--)
        {
            var rests = thread > 0;
            ComputeThread.Start($"encoding-{thread}", () => Drain(rests));
        }
    }

    /// <summary>Names the vectors that this lane makes.</summary>
    public string EncoderVersion => _encoder.Version;

    /// <summary>Names the vectors of texts that the encoder can't read: whose place they take, and how they are made.</summary>
    public string UnreadVersion => $"{_encoder.Version}+{PoolLsa.Version}";

    /// <summary>Length of one vector.</summary>
    public int Dimensions => _encoder.Dimensions;

    /// <summary>Texts that one background call should bring.</summary>
    public int BatchSize => _activity.IsActive ? SmallBatch : _options.BatchSize;

    /// <summary>Encodes texts; the result holds <see cref="Dimensions"/> values for each.</summary>
    /// <param name="texts">What to encode.</param>
    /// <param name="urgent">Whether a fit waits for it.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public async Task<float[]> EncodeAsync(IReadOnlyList<string> texts, bool urgent, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(texts);
        var job = new Job(texts, new TaskCompletionSource<float[]>(TaskCreationOptions.RunContinuationsAsynchronously));
        await (urgent ? _urgent : _background).Writer.WriteAsync(job, cancellationToken);
        GrainInstruments.EncodingBacklog.Add(texts.Count);
        _waiting.Release();
        return await job.Done.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Stops after the batches that run; what waits is cancelled.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _ended.Task;
        _urgent.Writer.TryComplete();
        _background.Writer.TryComplete();
        while (_urgent.Reader.TryRead(out var job) || _background.Reader.TryRead(out job))
        {
            GrainInstruments.EncodingBacklog.Add(-job.Texts.Count);
            job.Done.TrySetCanceled();
        }

        foreach (var cache in _caches.OfType<IDisposable>())
        {
            cache.Dispose();
        }

        _stop.Dispose();
        _waiting.Dispose();
    }

    private void Drain(bool restsWhileSomebodyLabels)
    {
        try
        {
            while (true)
            {
                _waiting.Wait(_stop.Token);
                if (restsWhileSomebodyLabels && _activity.IsActive)
                {
                    _waiting.Release();
                    _stop.Token.WaitHandle.WaitOne(Rest);
                }
                else if (_urgent.Reader.TryRead(out var job) || _background.Reader.TryRead(out job))
                {
                    Run(job);
                }
            }
        }
        catch (OperationCanceledException)
        {
            if (Interlocked.Decrement(ref _running) == 0)
            {
                _ended.TrySetResult();
            }
        }
    }

    private void Run(Job job)
    {
        try
        {
            var vectors = new float[job.Texts.Count * _encoder.Dimensions];
            int[] missing = [.. Enumerable.Range(0, job.Texts.Count)];
            foreach (var cache in _caches)
            {
                missing = FillFrom(cache, job.Texts, missing, vectors);
            }

            if (missing.Length > 0)
            {
                var texts = missing.Select(i => job.Texts[i]).ToArray();
                var encoded = new float[texts.Length * _encoder.Dimensions];
                _encoder.Encode(texts, encoded, threads: 1, _stop.Token);
                for (var i = 0; i < missing.Length; i++)
                {
                    encoded.AsSpan(i * _encoder.Dimensions, _encoder.Dimensions).CopyTo(vectors.AsSpan(missing[i] * _encoder.Dimensions));
                }

                Array.ForEach(_caches, cache => cache.Add(texts, encoded));
            }

            GrainInstruments.TextsEncoded.Add(job.Texts.Count);
            job.Done.TrySetResult(vectors);
        }
        catch (OperationCanceledException)
        {
            job.Done.TrySetCanceled();
            throw;
        }
        catch (Exception failure)
        {
            job.Done.TrySetException(failure);
        }
        finally
        {
            GrainInstruments.EncodingBacklog.Add(-job.Texts.Count);
        }
    }

    /// <summary>Takes what a cache knows of the texts at these positions; returns the positions that are still missing.</summary>
    private int[] FillFrom(IEmbeddingCache cache, IReadOnlyList<string> texts, int[] missing, float[] vectors)
    {
        if (missing.Length == 0)
        {
            return missing;
        }

        var found = new float[missing.Length * _encoder.Dimensions];
        var still = cache.Fill([.. missing.Select(i => texts[i])], found).ToHashSet();
        for (var i = 0; i < missing.Length; i++)
        {
            if (!still.Contains(i))
            {
                found.AsSpan(i * _encoder.Dimensions, _encoder.Dimensions).CopyTo(vectors.AsSpan(missing[i] * _encoder.Dimensions));
            }
        }

        return [.. missing.Where((_, i) => still.Contains(i))];
    }

    private sealed record Job(IReadOnlyList<string> Texts, TaskCompletionSource<float[]> Done);
}
