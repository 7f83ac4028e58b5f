using ActiveLearning.Cluster.Tests.Fixture;
using ActiveLearning.Grains;
using ActiveLearning.Grains.ContentItems;
using ActiveLearning.Grains.Training;

namespace ActiveLearning.Cluster.Tests;

public sealed class GrainReachTests(TestCluster cluster) : IClassFixture<TestCluster>
{
    [Fact]
    public void A_reference_is_the_one_that_the_factory_makes_the_first_time_and_later()
    {
        foreach (var key in new[] { GrainKeys.Project("reach"), GrainKeys.Project("reach"), GrainKeys.Project("other") })
        {
            Assert.Equal(cluster.Grains.GetGrain<ITrainerGrain>(key), cluster.Grains.Reach<ITrainerGrain>(key));
        }

        Assert.Equal(cluster.Grains.GetGrain<IContentItemGrain>(GrainKeys.Item("reach", 7)), cluster.Grains.Reach<IContentItemGrain>(GrainKeys.Item("reach", 7)));
    }
}
