using ActiveLearning.Grains.Encoding;
using ActiveLearning.Learning.Encoding;
using Microsoft.Extensions.Options;

namespace ActiveLearning.Cluster.Tests;

public sealed class EncodingLaneTests : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private readonly string _folder = Directory.CreateTempSubdirectory("encoding-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Each_thread_has_a_batch_of_its_own()
    {
        using var encoder = new MeetingEncoder(wanted: 3);
        await using var lane = Lane(encoder, threads: 3);

        // No batch ends before three have begun.
        var vectors = await Task.WhenAll(Enumerable.Range(0, 3).Select(i => lane.EncodeAsync([$"text {i}"], urgent: i == 0, CancellationToken.None))).WaitAsync(Deadline);

        Assert.All(vectors, vector => Assert.Equal([1f], vector));
        Assert.Equal(3, encoder.MostAtOnce);
    }

    [Fact]
    public async Task While_somebody_labels_one_thread_encodes()
    {
        var activity = new LabellingActivity(TimeProvider.System);
        activity.Touch();
        using var encoder = new MeetingEncoder(wanted: 1);
        await using var lane = Lane(encoder, threads: 4, activity);

        await Task.WhenAll(Enumerable.Range(0, 40).Select(i => lane.EncodeAsync([$"text {i}"], urgent: i % 2 == 0, CancellationToken.None))).WaitAsync(Deadline);

        Assert.Equal((40, 1), (encoder.Batches, encoder.MostAtOnce));
    }

    [Fact]
    public async Task Threads_share_the_cache_in_a_file_and_the_next_run_reads_all_of_it()
    {
        string[][] batches = [.. Enumerable.Range(0, 60).Select(i => Enumerable.Range(0, 16).Select(k => $"text {(i * 7) + k}").ToArray())];
        using var first = new ProjectedNgramEncoder();
        await using (var lane = Lane(first, threads: 4, folder: _folder))
        {
            await Task.WhenAll(batches.Select(batch => lane.EncodeAsync(batch, urgent: false, CancellationToken.None))).WaitAsync(Deadline);
        }

        using var cache = new EmbeddingFileCache(_folder, first.Version, first.Dimensions);
        foreach (var batch in batches)
        {
            var (stored, expected) = (new float[batch.Length * first.Dimensions], new float[batch.Length * first.Dimensions]);
            first.Encode(batch, expected, 1, CancellationToken.None);

            Assert.Empty(cache.Fill(batch, stored));
            Assert.Equal(expected, stored, (a, b) => Math.Abs(a - b) < 1e-3);
        }
    }

    private static EncodingLane Lane(ITextEncoder encoder, int threads, LabellingActivity? activity = null, string? folder = null) =>
        new(encoder, activity ?? new LabellingActivity(TimeProvider.System), Options.Create(new EncodingOptions { Threads = threads, CacheFolder = folder }));

    /// <summary>Its first batches end when as many as wanted have met; notes how many ran at the same time.</summary>
    private sealed class MeetingEncoder(int wanted) : ITextEncoder
    {
        private readonly CountdownEvent _met = new(wanted);
        private int _running;
        private int _mostAtOnce;
        private int _batches;

        public string Version => "meeting";

        public int Dimensions => 1;

        public int Batches => _batches;

        public int MostAtOnce => _mostAtOnce;

        public void Encode(IReadOnlyList<string> texts, Span<float> embeddings, int threads, CancellationToken cancellationToken)
        {
            var running = Interlocked.Increment(ref _running);
            InterlockedMax(running);
            if (Interlocked.Increment(ref _batches) <= wanted)
            {
                _met.Signal();
            }

            Assert.True(_met.Wait(Deadline, cancellationToken), "The other threads did not come.");
            embeddings.Fill(1);
            Interlocked.Decrement(ref _running);
        }

        public void Dispose() => _met.Dispose();

        private void InterlockedMax(int value)
        {
            for (var seen = Volatile.Read(ref _mostAtOnce); value > seen; seen = Volatile.Read(ref _mostAtOnce))
            {
                Interlocked.CompareExchange(ref _mostAtOnce, value, seen);
            }
        }
    }
}
