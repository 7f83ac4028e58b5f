using ActiveLearning.Learning.ControlArm;

namespace ActiveLearning.Learning.Tests.ControlArm;

public sealed class WalkTests
{
    [Fact]
    public void A_rank_never_changes_between_processes_and_versions()
    {
        Assert.Equal(WalkRank.Of(7, "item-1"), WalkRank.Of(7, "item-1"));
        Assert.Equal(Expected, WalkRank.Of(7, "item-1"));
        Assert.NotEqual(WalkRank.Of(7, "item-1"), WalkRank.Of(8, "item-1"));
    }

    [Fact]
    public void The_first_of_the_walk_are_a_fair_sample_of_ids_that_count_up()
    {
        var walk = Enumerable.Range(0, 20_000).OrderBy(i => WalkRank.Of(42, $"tweet-{i}")).Take(2_000).ToArray();

        // A class made of the first quarter of the ids must hold a quarter of the sample, within four standard errors.
        Assert.InRange(walk.Count(i => i < 5_000) / 2_000.0, 0.25 - 0.039, 0.25 + 0.039);
        Assert.InRange(walk.Average(), 9_500, 10_500);
    }

    [Fact]
    public void The_share_holds_to_a_thousand_labels_then_falls_towards_two_in_a_hundred()
    {
        Assert.Equal(0.1, ControlShare.At(0, 0.1));
        Assert.Equal(0.1, ControlShare.At(1_000, 0.1));
        Assert.Equal(0.05, ControlShare.At(4_000, 0.1), 9);
        Assert.Equal(0.02, ControlShare.At(1_000_000, 0.1));
        Assert.Equal(0.01, ControlShare.At(1_000_000, 0.01));
        Assert.Equal(0, ControlShare.At(10, 0));
    }

    private const long Expected = -2205447765454209236;
}
