using ActiveLearning.Cluster.Tests.Fixture;
using ActiveLearning.Grains.Telemetry;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;

namespace ActiveLearning.Cluster.Tests;

/// <summary>Somebody, mostly a script, who labels faster than partitions hear of what is settled.</summary>
public sealed class FastLabellingTests(TestCluster cluster) : IClassFixture<TestCluster>
{
    private const int Items = 240;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Everything_is_offered_with_both_arms_mixed_and_nothing_that_is_settled(int overlap)
    {
        var project = await cluster.CreateProjectAsync(overlap, controlArmShare: 0.5);
        await project.ImportAsync(Items);
        using var refused = new MetricCollector<long>(null, GrainInstruments.Name, "active_learning.leases.refused");

        for (var labels = 0; labels < overlap * Items; labels++)
        {
            var annotator = $"a{labels / Items}";
            var lease = await project.LeaseOneAsync(annotator);
            await project.Annotator(annotator).Submit(lease.Lease.Id, labels % 2, 500);
        }

        Assert.Empty(refused.GetMeasurementSnapshot().Where(refusal => project.Row.Id.Equals(refusal.Tags["project"])).Select(refusal => refusal.Tags["outcome"]));
    }
}
