using ActiveLearning.Cluster.Tests.Fixture;
using ActiveLearning.Grains.Telemetry;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;

namespace ActiveLearning.Cluster.Tests;

/// <summary>People, mostly scripts, who label faster than partitions hear of what is settled.</summary>
public sealed class FastLabellingTests(TestCluster cluster) : IClassFixture<TestCluster>
{
    private const int Items = 240;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Everything_is_offered_with_both_arms_mixed_and_nothing_that_is_settled(int overlap)
    {
        var project = await ProjectAsync(overlap);
        using var refused = new MetricCollector<long>(null, GrainInstruments.Name, "active_learning.leases.refused");

        for (var annotator = 0; annotator < overlap; annotator++)
        {
            await LabelAsync(project, $"a{annotator}", Items);
        }

        Assert.Empty(refused.GetMeasurementSnapshot().Where(refusal => project.Row.Id.Equals(refusal.Tags["project"])).Select(refusal => refusal.Tags["outcome"]));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Nobody_of_several_on_two_silos_comes_up_empty_while_there_is_plenty(int overlap)
    {
        var project = await ProjectAsync(overlap);
        string[] annotators = ["a", "b", "c", "d"];
        foreach (var (annotator, silo) in annotators.Zip(cluster.Silos.Concat(cluster.Silos)))
        {
            await project.ComeAsync(annotator, silo);
        }

        await Task.WhenAll(annotators.Select(annotator => LabelAsync(project, annotator, overlap * Items / 8)));

        await project.VerifyLedgerAsync();
    }

    private async Task<TestProject> ProjectAsync(int overlap)
    {
        var project = await cluster.CreateProjectAsync(overlap, controlArmShare: 0.5);
        await project.ImportAsync(Items);
        return project;
    }

    private static async Task LabelAsync(TestProject project, string annotator, int count)
    {
        for (var label = 0; label < count; label++)
        {
            var lease = await project.LeaseOneAsync(annotator);
            await project.Annotator(annotator).Submit(lease.Lease.Id, label % 2, 500);
        }
    }
}
