using ActiveLearning.Cluster.Tests.Fixture;
using ActiveLearning.Contracts;
using ActiveLearning.Grains;
using ActiveLearning.Grains.Projects;

namespace ActiveLearning.Cluster.Tests;

public sealed class StrategyTests(TestCluster cluster) : IClassFixture<TestCluster>
{
    [Fact]
    public async Task Choosing_a_committee_strategy_brings_a_version_with_one_without_another_label()
    {
        var project = await cluster.CreateProjectAsync(strategy: "margin");
        await project.ImportAsync(200);
        await project.EncodedAsync();
        await LabelAsync(project, 30);
        var before = await Eventually.GetAsync(project.NewestVersionAsync, v => v?.Labels == 30, "a version saw all 30 labels", 60);

        await cluster.Grains.GetGrain<IProjectGrain>(GrainKeys.Project(project.Row.Id)).Change(null, "bald");
        var after = await Eventually.GetAsync(project.NewestVersionAsync, v => v!.Version > before!.Version, "another version was fitted", 60);
        var lease = await Eventually.GetAsync(
            async () =>
            {
                // What was set aside under the old version may come first; it is passed over.
                var offered = (await project.LeaseOneAsync("reader")).Lease;
                await project.Annotator("reader").Skip(offered.Id, "looking on");
                return offered;
            },
            offered => offered.Grounds.Reason == LeaseReason.Disagreement,
            "an item is offered because the committee disagrees");

        Assert.Equal(30, after!.Labels);
        Assert.Equal("bald", lease.Grounds.Strategy);
        Assert.Equal("margin", after.Strategy);
    }

    [Fact]
    public async Task A_slice_weighted_strategy_looks_at_a_small_slice_more_often_than_its_size_would_have_it()
    {
        var project = await cluster.CreateProjectAsync(strategy: "margin@lang");
        await project.ImportAsync(
            [.. Enumerable.Range(0, 400).Select(i => ($"i{i}", TestCluster.TextOf(i), (int?)null))],
            attributes: id => new() { ["lang"] = id.EndsWith('7') ? "de" : "en" });
        await project.EncodedAsync();

        var items = await LabelAsync(project, 80);

        // A tenth of the pool; √.1 / (√.1 + √.9) is a quarter.
        Assert.InRange(items.Skip(30).Count(id => id.EndsWith('7')), 8, 25);
        Assert.Equal("margin@lang", (await Eventually.GetAsync(project.NewestVersionAsync, v => v?.Labels == 80, "a version saw all labels", 60))!.Strategy);
    }

    private static async Task<List<string>> LabelAsync(TestProject project, int count)
    {
        var items = new List<string>();
        for (var i = 0; i < count; i++)
        {
            var lease = await project.LeaseOneAsync("ann");
            items.Add(lease.Lease.ItemId);
            await project.Annotator("ann").Submit(lease.Lease.Id, lease.Text.Contains("apple", StringComparison.Ordinal) ? 1 : 0, 500);
        }

        return items;
    }
}
