using System.Collections.Concurrent;
using ActiveLearning.Cluster.Tests.Fixture;
using ActiveLearning.Grains.Training;
using Microsoft.Extensions.Time.Testing;

namespace ActiveLearning.Cluster.Tests.Training;

/// <summary>What a silo tells a trainer that only notes what it hears, under a clock that the test moves: no silo needed.</summary>
public sealed class LabelNewsTests
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(100);

    private readonly FakeTimeProvider time = new();
    private readonly ConcurrentQueue<long> heard = new();

    private LabelNews News()
    {
        var trainer = Answering.Proxy<ITrainerGrain>((method, arguments) =>
        {
            Assert.Equal(nameof(ITrainerGrain.LabelsChanged), method);
            heard.Enqueue((long)arguments[0]!);
            return Task.CompletedTask;
        });
        return new LabelNews(Answering.Proxy<IGrainFactory>((_, _) => trainer), time);
    }

    [Fact]
    public void The_first_label_is_told_at_once_and_so_is_one_after_a_rest()
    {
        var news = News();

        news.Tell("p", 1);
        time.Advance(Pace);
        news.Tell("p", 2);

        Assert.Equal([1, 2], heard);
    }

    [Fact]
    public async Task Labels_that_follow_fast_are_told_together_by_the_highest_number_in_whatever_order_they_come()
    {
        var news = News();
        news.Tell("p", 1);

        news.Tell("p", 2);
        news.Tell("p", 4);
        news.Tell("p", 3);
        Assert.Equal([1], heard);
        time.Advance(Pace);

        await Eventually.GetAsync(() => Task.FromResult(heard.ToArray()), told => told.Length == 2, "the rest was told");
        Assert.Equal([1, 4], heard);
    }

    [Fact]
    public void Projects_do_not_wait_for_each_other()
    {
        var news = News();

        news.Tell("p", 10);
        news.Tell("q", 20);

        Assert.Equal([10, 20], heard);
    }
}
