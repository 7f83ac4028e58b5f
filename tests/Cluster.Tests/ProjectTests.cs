using ActiveLearning.Cluster.Tests.Fixture;
using ActiveLearning.Grains;
using ActiveLearning.Grains.Projects;

namespace ActiveLearning.Cluster.Tests;

public sealed class ProjectTests(TestCluster cluster) : IClassFixture<TestCluster>
{
    [Fact]
    public async Task Whoever_sees_a_project_in_the_ledger_before_its_grain_has_heard_of_it_finds_it()
    {
        cluster.Ledger.HoldCreations();
        var creating = cluster.CreateProjectAsync();
        var listed = await Eventually.GetAsync(() => cluster.Ledger.ListAsync(CancellationToken.None), projects => projects.Count == 1, "the ledger has the project");

        var reading = cluster.Grains.GetGrain<IProjectGrain>(GrainKeys.Project(listed[0].Id)).Read();
        // A wrong answer gets half a second to come.
        await Task.WhenAny(reading, Task.Delay(TimeSpan.FromSeconds(0.5)));
        cluster.Ledger.ReleaseCreations();
        var project = await creating;
        var read = await reading;

        Assert.Equal(project.Row.Key, read?.Row.Key);
    }
}
