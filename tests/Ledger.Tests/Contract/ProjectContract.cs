using ActiveLearning.Ledger.Projects;
using ActiveLearning.Ledger.Tests.Support;

namespace ActiveLearning.Ledger.Tests.Contract;

public abstract class ProjectContract : LedgerContract
{
    [Fact]
    public async Task A_project_comes_back_as_it_was_created()
    {
        var result = await Ledger.Projects.CreateAsync(Samples.Project(), default);

        Assert.Equal((CreateProjectOutcome.Created, Clock.GetUtcNow()), (result.Outcome, result.Project.CreatedAt));
        var found = await Ledger.Projects.FindAsync("p1", default);
        Assert.Equivalent(result.Project, found, strict: true);
        Assert.Equal(Samples.Standard().Classes, found!.Standard.Classes);
        Assert.Equal(
            (0.1, "margin", Samples.LeaseDuration, Samples.Partitions, 42L),
            (found.ControlArmShare, found.Strategy, found.LeaseDuration, found.Partitions, found.WalkSeed));
        Assert.Null(await Ledger.Projects.FindAsync("P1", default));
    }

    [Fact]
    public async Task Creating_again_is_the_same_whatever_partitions_and_seed()
    {
        var first = await Ledger.Projects.CreateAsync(Samples.Project(), default);

        var again = await Ledger.Projects.CreateAsync(Samples.Project() with { Partitions = 64, WalkSeed = 7 }, default);

        Assert.Equal((CreateProjectOutcome.Same, first.Project.Key), (again.Outcome, again.Project.Key));
        Assert.Equal((Samples.Partitions, 42L), (again.Project.Partitions, again.Project.WalkSeed));
    }

    [Fact]
    public async Task Another_content_under_the_same_id_is_a_conflict()
    {
        var project = Samples.Project();
        await Ledger.Projects.CreateAsync(project, default);
        NewProject[] others =
        [
            project with { Name = "Other" },
            project with { ControlArmShare = 0.2 },
            project with { Strategy = "entropy" },
            project with { LeaseDuration = TimeSpan.FromSeconds(2) },
            project with { Standard = Samples.Standard(overlap: 2) },
            project with { Standard = project.Standard with { Guideline = "" } },
            project with { Standard = project.Standard with { Classes = [.. project.Standard.Classes.Reverse()] } },
        ];

        foreach (var other in others)
        {
            var result = await Ledger.Projects.CreateAsync(other, default);
            Assert.Equal((CreateProjectOutcome.Conflict, "First"), (result.Outcome, result.Project.Name));
        }

        Assert.Single(await Ledger.Projects.ListAsync(default));
    }

    [Fact]
    public async Task Projects_are_listed_oldest_first_and_counted_apart()
    {
        await HaveItemsAsync(3, id: "zebra");
        var first = Project;
        await HaveItemsAsync(2, id: "apple");

        Assert.Equal(["zebra", "apple"], (await Ledger.Projects.ListAsync(default)).Select(project => project.Id));
        Assert.Equal((3, 2), ((await Ledger.Projects.CountAsync(first, default)).Total, (await CountsAsync()).Total));
        await Assert.ThrowsAsync<InvalidOperationException>(() => Ledger.Projects.CountAsync(99, default));
        await Assert.ThrowsAsync<InvalidOperationException>(() => Ledger.Items.ImportAsync(99, Samples.Items(1), default));
    }

    [Fact]
    public async Task Everything_is_there_after_a_restart()
    {
        await HaveItemsAsync(5, overlap: 2);
        var answered = await LeaseAsync("ann", 0);
        var label = await LabelAsync(answered);
        var held = await LeaseAsync("ann", 1);
        await SkipAsync((await LeaseAsync("bob", 2)).Id);
        await UndoAsync((await LabelAsync(await LeaseAsync("bob", 3))).Sequence, "bob");
        var counts = await CountsAsync();

        await Fixture.ReopenAsync();

        Assert.Equal(counts, await CountsAsync());
        Assert.Equal(held.Id, Assert.Single(await LiveLeasesAsync("ann")).Lease.Id);
        var again = await RecordAsync(answered.Id);
        Assert.Equal((label, true), (again.Label, again.IsRetry));
        Assert.Equal(counts.LastLabel + 1, (await LabelAsync(held)).Sequence);
        var imported = await Ledger.Items.ImportAsync(Project, Samples.Items(2, 4), default);
        Assert.Equal([4, 5], imported.Select(row => row.Ordinal));
    }
}
