using ActiveLearning.Ledger.Items;
using ActiveLearning.Ledger.Labels;
using ActiveLearning.Ledger.Projects;
using ActiveLearning.Ledger.Tests.Support;
using ActiveLearning.Ledger.Verification;
using Microsoft.Extensions.Time.Testing;

namespace ActiveLearning.Ledger.Tests.Contract;

/// <summary>
/// What every backend's ledger does. A contract is a class of tests over a fixture; each backend derives one line from it. After every test the verifier reads
/// the projects and finds every promise kept.
/// </summary>
public abstract class LedgerContract : IAsyncLifetime
{
    private LedgerFixture? fixture;

    protected LedgerFixture Fixture => fixture ?? throw new InvalidOperationException("The test has not begun.");

    protected ILedger Ledger => Fixture.Ledger;

    protected FakeTimeProvider Clock => Fixture.Clock;

    /// <summary>Key of the project that the last <see cref="HaveItemsAsync"/> made.</summary>
    protected int Project { get; private set; }

    public async Task InitializeAsync() => fixture = await OpenAsync();

    public async Task DisposeAsync()
    {
        foreach (var project in await Ledger.Projects.ListAsync(CancellationToken.None))
        {
            await VerifyAsync(project.Key);
        }

        await Fixture.DisposeAsync();
    }

    protected abstract Task<LedgerFixture> OpenAsync();

    protected async Task VerifyAsync(int project)
    {
        var checks = await new LedgerVerifier(Ledger, Clock).VerifyAsync(project, CancellationToken.None);
        Assert.All(checks, check => Assert.True(check.Holds, $"{check.Name}: {check.Detail}"));
    }

    /// <summary>A project with this many pool items, ordinals from 0.</summary>
    protected async Task HaveItemsAsync(int count, int overlap = 1, string id = "p1")
    {
        Project = (await Ledger.Projects.CreateAsync(Samples.Project(id, overlap), default)).Project.Key;
        await Ledger.Items.ImportAsync(Project, Samples.Items(count), default);
    }

    protected async Task<ItemState> StateAsync(int ordinal) => (await Ledger.Items.ReadAsync(Project, ordinal, default))!.State;

    protected Task<ProjectCounts> CountsAsync() => Ledger.Projects.CountAsync(Project, default);

    /// <summary>Grants an item at its present epoch, which must work.</summary>
    protected async Task<Lease> LeaseAsync(string annotator, int ordinal = 0, LeaseChannel channel = LeaseChannel.Hub)
    {
        var result = await GrantAsync(annotator, ordinal, channel: channel);
        Assert.Equal(GrantOutcome.Granted, result.Outcome);
        return result.Lease!;
    }

    protected async Task<GrantResult> GrantAsync(string annotator, int ordinal = 0, long? epoch = null, LeaseChannel channel = LeaseChannel.Hub) =>
        await Ledger.Labels.GrantAsync(
            Samples.Grant(Project, ordinal, annotator, epoch ?? (await Ledger.Items.ReadAsync(Project, ordinal, default))?.State.Epoch ?? 0, channel), default);

    protected Task<RecordResult> RecordAsync(LeaseId lease, int classPosition = 1) =>
        Ledger.Labels.RecordAsync(new RecordRequest(Project, lease, classPosition, 1_500, 1), default);

    /// <summary>Records an answer, which must be accepted.</summary>
    protected async Task<LabelRow> LabelAsync(Lease lease, int classPosition = 1)
    {
        var result = await RecordAsync(lease.Id, classPosition);
        Assert.Equal(SubmitLabelOutcome.Accepted, result.Outcome);
        return result.Label!;
    }

    protected Task<UndoResult> UndoAsync(long sequence, string annotator) =>
        Ledger.Labels.UndoAsync(new UndoRequest(Project, sequence, annotator, Samples.UndoWindow, Samples.LeaseDuration), default);

    protected Task<SkipResult> SkipAsync(LeaseId lease, string reason = "unsure") => Ledger.Labels.SkipAsync(new SkipRequest(Project, lease, reason), default);

    protected Task<ItemState?> ReleaseAsync(LeaseId lease, LeaseEnd end = LeaseEnd.Swapped) =>
        Ledger.Labels.ReleaseAsync(new ReleaseRequest(Project, lease, end), default);

    protected Task<IReadOnlyList<LeasedItem>> LiveLeasesAsync(string annotator) => Ledger.Labels.ReadLiveLeasesAsync(Project, annotator, default);
}
