using System.Net;
using ActiveLearning.Grains;
using ActiveLearning.Grains.Placement;

namespace ActiveLearning.Cluster.Tests;

public sealed class ShareOfSilosTests
{
    private static readonly GrainId[] Grains = [.. Enumerable.Range(0, 2_000).Select(i => GrainId.Create("partition", GrainKeys.Partition("p", i)))];

    [Fact]
    public void Each_silo_gets_about_its_share()
    {
        var silos = Silos(4);

        var shares = Grains.CountBy(grain => ShareOfSilos.Highest(grain, silos)).Select(share => share.Value).ToArray();

        Assert.Equal(4, shares.Length);
        Assert.All(shares, share => Assert.InRange(share, 400, 600));
    }

    [Fact]
    public void Only_the_share_of_a_silo_that_left_moves()
    {
        var silos = Silos(4);
        var left = silos[2];

        Assert.All(Grains, grain =>
        {
            var before = ShareOfSilos.Highest(grain, silos);
            var after = ShareOfSilos.Highest(grain, silos.Where(s => s != left));
            Assert.True(before == after || before == left);
        });
    }

    [Fact]
    public void A_silo_that_was_restarted_gets_its_old_share_back()
    {
        var silos = Silos(3);
        var restarted = SiloAddress.New(silos[1].Endpoint, silos[1].Generation + 1);

        var before = Grains.Where(grain => ShareOfSilos.Highest(grain, silos).Equals(silos[1]));
        var after = Grains.Where(grain => ShareOfSilos.Highest(grain, [silos[0], restarted, silos[2]]).Equals(restarted));

        Assert.Equal(before, after);
    }

    [Fact]
    public void While_both_lives_of_a_silo_are_listed_the_newer_one_counts()
    {
        var silos = Silos(1);
        var restarted = SiloAddress.New(silos[0].Endpoint, silos[0].Generation + 1);

        Assert.All(Grains, grain => Assert.Equal(restarted, ShareOfSilos.Highest(grain, [silos[0], restarted])));
    }

    private static SiloAddress[] Silos(int count) => [.. Enumerable.Range(1, count).Select(i => SiloAddress.New(new IPEndPoint(IPAddress.Parse($"10.0.0.{i}"), 11111), 1))];
}
