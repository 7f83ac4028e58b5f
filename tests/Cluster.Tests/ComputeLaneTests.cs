using System.Globalization;
using ActiveLearning.Grains.Compute;

namespace ActiveLearning.Cluster.Tests;

public sealed class ComputeLaneTests
{
    private const int NicenessField = 19;

    [Fact]
    public async Task Work_on_a_lane_gives_way_to_threads_that_answer_people()
    {
        await using var lane = new ComputeLane("test-lane", threads: 1, capacity: 4);

        var niceness = await lane.RunAsync(() => NicenessOf("/proc/thread-self/stat"), CancellationToken.None);

        Assert.True(niceness > NicenessOf("/proc/self/stat"), $"{niceness}");
    }

    [Fact]
    public async Task A_failure_on_a_lane_is_its_callers_and_the_lane_works_on()
    {
        await using var lane = new ComputeLane("test-lane", threads: 1, capacity: 4);

        await Assert.ThrowsAsync<InvalidOperationException>(() => lane.RunAsync<int>(() => throw new InvalidOperationException(), CancellationToken.None));

        Assert.Equal(7, await lane.RunAsync(() => 7, CancellationToken.None));
    }

    [Fact]
    public async Task Whoever_leaves_does_not_wait_for_work_that_has_begun_and_the_lane_finishes_it()
    {
        await using var lane = new ComputeLane("test-lane", threads: 1, capacity: 4);
        using var leaving = new CancellationTokenSource();
        using var held = new SemaphoreSlim(0);
        var (begun, ended) = (new TaskCompletionSource(), new TaskCompletionSource());

        var work = lane.RunAsync(
            () =>
            {
                begun.SetResult();
                held.Wait(TimeSpan.FromSeconds(30));
                ended.SetResult();
                return 1;
            },
            leaving.Token);
        await begun.Task;
        await leaving.CancelAsync();

        await Assert.ThrowsAsync<TaskCanceledException>(() => work.WaitAsync(TimeSpan.FromSeconds(10)));
        Assert.False(ended.Task.IsCompleted);
        held.Release();
        await ended.Task.WaitAsync(TimeSpan.FromSeconds(10));
    }

    private static int NicenessOf(string stat)
    {
        // The name in parentheses may hold spaces; the fields behind it do not.
        var text = File.ReadAllText(stat);
        return int.Parse(text[(text.LastIndexOf(')') + 2)..].Split(' ')[NicenessField - 3], CultureInfo.InvariantCulture);
    }
}
