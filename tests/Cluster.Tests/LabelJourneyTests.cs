using System.Text.RegularExpressions;
using ActiveLearning.Cluster.Tests.Fixture;
using ActiveLearning.Grains;
using ActiveLearning.Grains.Annotators;
using ActiveLearning.Grains.Models;
using ActiveLearning.Ledger.Labels;

namespace ActiveLearning.Cluster.Tests;

/// <summary>Walks docs/label-journey.md.</summary>
public sealed partial class LabelJourneyTests(TestCluster cluster) : IClassFixture<TestCluster>
{
    [Fact]
    public void Every_file_that_the_journey_names_is_there()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root!.FullName, "ActiveLearning.sln")))
        {
            root = root.Parent;
        }

        var named = PathInBackticks().Matches(File.ReadAllText(Path.Combine(root.FullName, "docs", "label-journey.md"))).Select(m => m.Groups[1].Value).ToArray();

        Assert.True(named.Length > 15);
        Assert.All(named, path => Assert.True(File.Exists(Path.Combine(root.FullName, path)), $"docs/label-journey.md names {path}, which is gone."));
    }

    [Fact]
    public async Task One_label_travels_from_the_front_to_the_next_front()
    {
        var project = await cluster.CreateProjectAsync();
        await project.ImportAsync(120);
        await project.EncodedAsync();
        var screen = new FakeScreen(project.Annotator("ann"));
        await project.Annotator("ann").Connect("c", cluster.Grains.CreateObjectReference<IAnnotatorObserver>(screen), again: false);

        // 1-5: ranked, routed, granted, pushed.
        var queue = await Eventually.GetAsync(() => Task.FromResult(screen.Newest), q => q?.Items.Count == 2, "the queue is pushed");
        Assert.True(LeaseId.TryParse(queue!.Items[0].LeaseId, out var leaseId));
        Assert.Equal("ann", (await cluster.Ledger.Labels.FindLeaseAsync(project.Row.Key, leaseId, CancellationToken.None))!.Annotator);

        // 6-8: answered, recorded, committed.
        var answer = await project.Annotator("ann").Submit(leaseId, 0, 900);
        Assert.Equal(SubmitLabelOutcome.Accepted, answer.Outcome);
        var stored = await cluster.Ledger.Labels.ReadLabelsAsync(project.Row.Key, 0, 10, CancellationToken.None);
        Assert.Equal(answer.Label, Assert.Single(stored));

        // 9-11: a second class makes a version that saw both labels.
        var other = await project.LeaseOneAsync("other");
        await project.Annotator("other").Submit(other.Lease.Id, 1, 900);
        var status = await Eventually.GetAsync(project.StatusAsync, s => s.Champion?.Labels == 2, "a champion saw both labels");
        var version = await cluster.Grains.GetGrain<IModelVersionGrain>(GrainKeys.ModelVersion(project.Row.Id, status.Champion!.Version)).Read();
        Assert.Equal(2, version!.LabelsUpTo);

        // 12-14: the partitions rank by it, the next lease says so, and the owner's figures add up.
        var attempt = 0;
        await Eventually.GetAsync(
            async () => (await project.Annotator($"reader{attempt++}").Lease(1)).Single().Lease.Grounds.ModelVersion,
            v => v == status.Champion.Version,
            "the next lease is ranked by the new champion");
        status = await project.StatusAsync();
        Assert.Equal(2, status.Labels);
        Assert.Equal(120, status.Items.Open + status.Items.Leased + status.Items.Settled);
        await project.VerifyLedgerAsync();
    }

    [GeneratedRegex("`((?:src|tests|docs)/[^`]+\\.[a-z]+)`")]
    private static partial Regex PathInBackticks();
}
