using ActiveLearning.Learning.Encoding;

namespace ActiveLearning.Learning.Tests.Encoding;

public sealed class WorkerThreadsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Every_piece_runs_once(int threads)
    {
        var runs = new int[500];

        WorkerThreads.Run(threads, runs.Length, i => Interlocked.Increment(ref runs[i]), CancellationToken.None);

        Assert.All(runs, count => Assert.Equal(1, count));
    }

    [Fact]
    public void A_failure_on_any_thread_reaches_the_caller()
    {
        Assert.Throws<InvalidDataException>(() => WorkerThreads.Run(3, 100, i => throw new InvalidDataException($"piece {i}"), CancellationToken.None));
    }

    [Fact]
    public void Other_threads_than_the_callers_are_not_the_pools()
    {
        var caller = Environment.CurrentManagedThreadId;
        var onPool = 0;

        WorkerThreads.Run(
            3,
            200,
            _ => Interlocked.Add(ref onPool, Environment.CurrentManagedThreadId != caller && Thread.CurrentThread.IsThreadPoolThread ? 1 : 0),
            CancellationToken.None);

        Assert.Equal(0, onPool);
    }
}
