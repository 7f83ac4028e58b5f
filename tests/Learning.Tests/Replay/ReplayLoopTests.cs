using ActiveLearning.Learning.Acquisition;
using ActiveLearning.Learning.Replay;
using ActiveLearning.Learning.Synthetic;
using ActiveLearning.Learning.Tests.Heads;

namespace ActiveLearning.Learning.Tests.Replay;

public sealed class ReplayLoopTests
{
    private static readonly ReplaySet Set = Synthetic();

    [Theory]
    [InlineData("auto", 0.1)]
    [InlineData("random", 0.0)]
    [InlineData("margin", 0.0)]
    public void A_replay_spends_exactly_its_budget_on_different_items_and_reports_every_batch(string name, double controlShare)
    {
        var loop = new ReplayLoop(Set, Find(name), First(seed: 1), new Random(1));

        var curve = loop.Run(budget: 110, batch: 20, controlShare, CancellationToken.None).ToArray();

        Assert.Equal([20, 40, 60, 80, 100, 110], curve.Select(point => point.Labels));
        Assert.Equal(110, loop.Labelled.Distinct().Count());
        Assert.All(curve, point => Assert.InRange(point.MacroF1, 0, 1));
        Assert.All(curve, point => Assert.Equal(point.Labels, point.LabelsPerClass.Sum()));
    }

    [Fact]
    public void The_same_seed_replays_the_same_labels()
    {
        ReplayLoop a = new(Set, Find("auto"), First(seed: 2), new Random(5)), b = new(Set, Find("auto"), First(seed: 2), new Random(5));

        _ = a.Run(100, 20, 0.1, CancellationToken.None).Last();
        _ = b.Run(100, 20, 0.1, CancellationToken.None).Last();

        Assert.Equal(a.Labelled, b.Labelled);
    }

    [Fact]
    public void A_small_pool_ends_the_replay_before_its_budget()
    {
        var loop = new ReplayLoop(Set, Find("random"), First(seed: 3), new Random(5));

        var last = loop.Run(100_000, 500, 0, CancellationToken.None).Last();

        Assert.Equal(Set.Pool.Count, last.Labels);
    }

    [Fact]
    public void Choosing_beats_chance_on_the_synthetic_stream_in_the_mean_of_three_seeds()
    {
        double Aulc(string name) => Enumerable.Range(0, 3).Average(seed =>
            new ReplayLoop(Set, Find(name), First(seed), new Random(seed)).Run(200, 20, 0, CancellationToken.None).Average(point => point.MacroF1));

        Assert.True(Aulc("auto") > Aulc("random"), "auto fell behind random");
    }

    private static IAcquisitionFunction Find(string name) => AcquisitionFunctions.TryGet(name, out var function) ? function : throw new ArgumentException(name);

    private static int[] First(int seed)
    {
        var random = new Random(seed);
        var order = Enumerable.Range(0, Set.Pool.Count).OrderBy(_ => random.Next()).ToArray();
        var onePerClass = Enumerable.Range(0, Set.Classes.Count).Select(c => Array.Find(order, row => Set.PoolLabels[row] == c)).ToArray();
        return [.. onePerClass, .. order.Except(onePerClass).Take(20 - onePerClass.Length)];
    }

    private static ReplaySet Synthetic()
    {
        var (poolItems, pool) = HeadTests.Encoded(seed: 31, count: 1_200);
        var (testItems, test) = HeadTests.Encoded(seed: 32, count: 600);
        return new ReplaySet
        {
            Classes = [.. SyntheticStream.Classes.Select(c => c.Name)],
            Pool = pool,
            PoolLabels = [.. poolItems.Select(item => item.Class)],
            Test = test,
            TestLabels = [.. testItems.Select(item => item.Class)],
        };
    }
}
