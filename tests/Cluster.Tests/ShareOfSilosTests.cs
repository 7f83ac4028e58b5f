using System.Net;
using ActiveLearning.Grains;
using ActiveLearning.Grains.Placement;
using CsCheck;

namespace ActiveLearning.Cluster.Tests;

public sealed class ShareOfSilosTests
{
    private static readonly GrainId[] Grains = [.. Enumerable.Range(0, 2_000).Select(i => GrainId.Create("annotator", GrainKeys.Annotator("p", $"a{i}")))];

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

    [Fact]
    public void Silos_differ_by_at_most_one_of_a_projects_partitions() => Gen.Select(Gen.String[Gen.Char.AlphaNumeric, 1, 8], Gen.Int[1, 70], Gen.Int[1, 9]).Sample((project, partitions, count) =>
    {
        var silos = Silos(count);
        var owned = Partitions(project, partitions).Select(partition => OwnerOf(partition, silos)).ToArray();
        var shares = silos.Select(silo => owned.Count(silo.Equals)).ToArray();
        return shares.Max() - shares.Min() <= 1;
    });

    [Fact]
    public void Every_silo_comes_to_the_same_owner_in_whatever_order_it_knows_the_others()
    {
        var silos = Silos(5);

        Assert.All(Partitions("p", 64), partition => Assert.Equal(OwnerOf(partition, silos), OwnerOf(partition, [.. silos.Reverse()])));
    }

    [Fact]
    public void Most_partitions_stay_when_a_silo_joins_and_when_one_takes_anothers_place()
    {
        var silos = Silos(5);
        var all = Enumerable.Range(0, 20).SelectMany(project => Partitions($"p{project}", 32)).ToArray();

        Assert.InRange(all.Count(partition => OwnerOf(partition, silos[..4]) != OwnerOf(partition, silos)), 0.2 * all.Length, 0.5 * all.Length);
        Assert.InRange(all.Count(partition => OwnerOf(partition, silos[..4]) != OwnerOf(partition, silos[1..])), 0.25 * all.Length, 0.5 * all.Length);
    }

    [Fact]
    public void A_restarted_silo_gets_its_partitions_back_and_its_newer_life_counts()
    {
        var silos = Silos(3);
        var restarted = SiloAddress.New(silos[1].Endpoint, silos[1].Generation + 1);

        Assert.All(Partitions("p", 32), partition =>
        {
            var expected = OwnerOf(partition, silos) is var owner && owner.Equals(silos[1]) ? restarted : owner;
            Assert.Equal(expected, OwnerOf(partition, [silos[0], restarted, silos[2]]));
            Assert.Equal(expected, OwnerOf(partition, [.. silos, restarted]));
        });
    }

    private static SiloAddress OwnerOf(GrainId grain, SiloAddress[] silos) => new ShareOfSilos().OwnerOf(grain, "score", silos);

    private static GrainId[] Partitions(string project, int count) =>
        [.. Enumerable.Range(0, count).Select(i => GrainId.Create("partition", GrainKeys.Partition(project, i)))];

    private static SiloAddress[] Silos(int count) => [.. Enumerable.Range(1, count).Select(i => SiloAddress.New(new IPEndPoint(IPAddress.Parse($"10.0.0.{i}"), 11111), 1))];
}
