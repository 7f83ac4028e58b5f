using System.Collections.Concurrent;
using ActiveLearning.Cluster.Tests.Fixture;
using ActiveLearning.Contracts;
using ActiveLearning.Grains.Partitions;
using ActiveLearning.Ledger.Items;
using Microsoft.Extensions.Time.Testing;

namespace ActiveLearning.Cluster.Tests.Partitions;

/// <summary>What a silo's items tell partitions that only note what they hear, under a clock that the test moves: no silo needed.</summary>
public sealed class ItemNewsTests
{
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(2);

    private readonly FakeTimeProvider time = new();
    private readonly ConcurrentQueue<string> heard = new();
    private readonly ItemNews news;
    private SiloStatus status = SiloStatus.Active;
    private volatile int asked;

    public ItemNewsTests() => news = new ItemNews(
        Answering.Proxy<IGrainFactory>((_, reached) => PartitionOf(reached)), Answering.Proxy<ISiloStatusOracle>((_, _) => Status()), time);

    [Fact]
    public void An_item_that_is_open_again_is_told_at_once()
    {
        news.Tell("p", 0, Item(7, labels: 0));
        news.Tell("p", 0, Item(8, labels: 0));

        Assert.Equal(["p/0: 7", "p/0: 8"], heard);
    }

    [Fact]
    public async Task Settled_items_of_a_moment_are_told_together_each_to_its_own_partition()
    {
        news.Tell("p", 0, Item(1, labels: 1));
        news.Tell("p", 1, Item(2, labels: 1));
        news.Tell("q", 0, Item(3, labels: 1));
        news.Tell("p", 0, Item(4, labels: 1));
        Assert.Empty(heard);
        time.Advance(Moment);

        await Eventually.GetAsync(() => Task.FromResult(heard.ToArray()), told => told.Length == 3, "all were told");
        Assert.Equal(["p/0: 1 4", "p/1: 2", "q/0: 3"], heard.Order());
    }

    [Fact]
    public async Task What_settles_after_a_moment_is_told_in_the_next()
    {
        news.Tell("p", 0, Item(1, labels: 1));
        time.Advance(Moment);
        await Eventually.GetAsync(() => Task.FromResult(heard.ToArray()), told => told.Length == 1, "the first was told");

        news.Tell("p", 0, Item(2, labels: 1));
        Assert.Single(heard);
        time.Advance(Moment);

        await Eventually.GetAsync(() => Task.FromResult(heard.ToArray()), told => told.Length == 2, "the second was told");
    }

    [Fact]
    public async Task A_silo_that_ends_tells_nobody_what_still_waited()
    {
        news.Tell("p", 0, Item(1, labels: 1));
        status = SiloStatus.ShuttingDown;
        time.Advance(Moment);

        await Eventually.HoldsAsync(() => Task.FromResult(asked == 1), "the moment is over");
        Assert.Empty(heard);
    }

    private SiloStatus Status()
    {
        asked++;
        return status;
    }

    private static ItemState Item(int ordinal, int labels) => new(ordinal, $"i{ordinal}", ItemSplit.Pool, 1, null, null, labels, 1, false);

    private object PartitionOf(object?[] reached)
    {
        var key = reached.OfType<string>().Concat(reached.OfType<GrainId>().Select(id => id.Key.ToString()!)).First();
        return Answering.Proxy<IPoolPartitionGrain>((method, arguments) =>
        {
            Assert.Equal(nameof(IPoolPartitionGrain.ItemsChanged), method);
            heard.Enqueue($"{key.Split(':')[^1]}: {string.Join(' ', ((ItemState[])arguments[0]!).Select(item => item.Ordinal))}");
            return Task.CompletedTask;
        });
    }
}
