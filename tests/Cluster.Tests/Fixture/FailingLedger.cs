using ActiveLearning.Contracts;
using ActiveLearning.Ledger;
using ActiveLearning.Ledger.Groups;
using ActiveLearning.Ledger.Items;
using ActiveLearning.Ledger.Labels;
using ActiveLearning.Ledger.Models;
using ActiveLearning.Ledger.Projects;
using ActiveLearning.Ledger.Vectors;

namespace ActiveLearning.Cluster.Tests.Fixture;

/// <summary>
/// The real ledger with switches: the next label is committed, and then the answer is lost on its way, as it is when a connection breaks at the wrong moment; projects are created, and the
/// answer takes its time; the next version's metrics are refused; the queue is as long as a test says.
/// </summary>
public sealed class FailingLedger(ILedger inner) : ILedger, ILabelLedger, IProjectLedger, IModelLedger
{
    private int _loseAnswers;
    private int _refuseMetrics;
    private TaskCompletionSource _creations = Released();

    public IProjectLedger Projects => this;

    public IItemLedger Items => inner.Items;

    public ILabelLedger Labels => this;

    public IGroupLedger Groups => inner.Groups;

    public IModelLedger Models => this;

    public IVectorLedger Vectors => inner.Vectors;

    /// <summary>What this ledger says of its queue; null for the truth.</summary>
    public int? SaidToWait { get; set; }

    public int LabelsWaiting => SaidToWait ?? inner.LabelsWaiting;

    public void LoseNextAnswer() => Interlocked.Increment(ref _loseAnswers);

    public void RefuseNextMetrics() => Interlocked.Increment(ref _refuseMetrics);

    /// <summary>From here on projects are created, and nobody hears of it until <see cref="ReleaseCreations"/>.</summary>
    public void HoldCreations() => _creations = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void ReleaseCreations() => _creations.TrySetResult();

    public async Task<CreateProjectResult> CreateAsync(NewProject project, CancellationToken cancellationToken)
    {
        var result = await inner.Projects.CreateAsync(project, cancellationToken);
        await _creations.Task;
        return result;
    }

    public Task<ProjectRow?> FindAsync(string projectId, CancellationToken cancellationToken) => inner.Projects.FindAsync(projectId, cancellationToken);

    public Task<IReadOnlyList<ProjectRow>> ListAsync(CancellationToken cancellationToken) => inner.Projects.ListAsync(cancellationToken);

    public Task<ProjectCounts> CountAsync(int projectKey, CancellationToken cancellationToken) => inner.Projects.CountAsync(projectKey, cancellationToken);

    public async Task<RecordResult> RecordAsync(RecordRequest request, CancellationToken cancellationToken)
    {
        var result = await inner.Labels.RecordAsync(request, cancellationToken);
        return Interlocked.Exchange(ref _loseAnswers, 0) > 0 ? throw new LedgerUnavailableException("The answer was lost on its way.") : result;
    }

    public Task<GrantResult> GrantAsync(GrantRequest request, CancellationToken cancellationToken) => inner.Labels.GrantAsync(request, cancellationToken);

    public IAsyncEnumerable<PastLease> ReadLeasesAsync(int projectKey, CancellationToken cancellationToken) =>
        inner.Labels.ReadLeasesAsync(projectKey, cancellationToken);

    public Task<UndoResult> UndoAsync(UndoRequest request, CancellationToken cancellationToken) => inner.Labels.UndoAsync(request, cancellationToken);

    public Task<SkipResult> SkipAsync(SkipRequest request, CancellationToken cancellationToken) => inner.Labels.SkipAsync(request, cancellationToken);

    public Task<ItemState?> ReleaseAsync(ReleaseRequest request, CancellationToken cancellationToken) => inner.Labels.ReleaseAsync(request, cancellationToken);

    public Task ShownAsync(int projectKey, LeaseId leaseId, CancellationToken cancellationToken) => inner.Labels.ShownAsync(projectKey, leaseId, cancellationToken);

    public Task<IReadOnlyList<LeasedItem>> ReadLiveLeasesAsync(int projectKey, string annotator, CancellationToken cancellationToken) =>
        inner.Labels.ReadLiveLeasesAsync(projectKey, annotator, cancellationToken);

    public Task<IReadOnlyList<Lease>> ReadLiveLeasesAsync(int projectKey, CancellationToken cancellationToken) =>
        inner.Labels.ReadLiveLeasesAsync(projectKey, cancellationToken);

    public Task<Lease?> FindLeaseAsync(int projectKey, LeaseId leaseId, CancellationToken cancellationToken) =>
        inner.Labels.FindLeaseAsync(projectKey, leaseId, cancellationToken);

    public Task<IReadOnlyList<LabelRow>> ReadLabelsAsync(int projectKey, long afterSequence, int limit, CancellationToken cancellationToken) =>
        inner.Labels.ReadLabelsAsync(projectKey, afterSequence, limit, cancellationToken);

    public Task<LabelRow?> FindLabelAsync(int projectKey, long sequence, CancellationToken cancellationToken) =>
        inner.Labels.FindLabelAsync(projectKey, sequence, cancellationToken);

    public Task<IReadOnlyList<int>> ReadClosedToAsync(int projectKey, string annotator, int limit, CancellationToken cancellationToken) =>
        inner.Labels.ReadClosedToAsync(projectKey, annotator, limit, cancellationToken);

    public Task<IReadOnlyList<AnnotatorCount>> CountByAnnotatorAsync(int projectKey, CancellationToken cancellationToken) =>
        inner.Labels.CountByAnnotatorAsync(projectKey, cancellationToken);

    public Task<bool> AddAsync(int projectKey, ModelVersionRow version, byte[] artefact, CancellationToken cancellationToken) =>
        inner.Models.AddAsync(projectKey, version, artefact, cancellationToken);

    public Task SetMetricsAsync(int projectKey, int version, ModelMetrics metrics, CancellationToken cancellationToken) =>
        Interlocked.Exchange(ref _refuseMetrics, 0) > 0
            ? throw new LedgerUnavailableException("The metrics were not stored.")
            : inner.Models.SetMetricsAsync(projectKey, version, metrics, cancellationToken);

    public Task<bool> PromoteAsync(int projectKey, int version, int? expectedChampion, string by, string reason, CancellationToken cancellationToken) =>
        inner.Models.PromoteAsync(projectKey, version, expectedChampion, by, reason, cancellationToken);

    public Task SetStageAsync(int projectKey, int version, ModelStage stage, string by, string reason, CancellationToken cancellationToken) =>
        inner.Models.SetStageAsync(projectKey, version, stage, by, reason, cancellationToken);

    public Task<int> DropArtefactsAsync(int projectKey, DateTimeOffset createdBefore, CancellationToken cancellationToken) =>
        inner.Models.DropArtefactsAsync(projectKey, createdBefore, cancellationToken);

    public Task<IReadOnlyList<ModelVersionRow>> ListAsync(int projectKey, CancellationToken cancellationToken) => inner.Models.ListAsync(projectKey, cancellationToken);

    public Task<ModelVersionRow?> FindChampionAsync(int projectKey, CancellationToken cancellationToken) => inner.Models.FindChampionAsync(projectKey, cancellationToken);

    public Task<ModelVersionRow?> FindAsync(int projectKey, int version, CancellationToken cancellationToken) => inner.Models.FindAsync(projectKey, version, cancellationToken);

    public Task<byte[]?> ReadArtefactAsync(int projectKey, int version, CancellationToken cancellationToken) => inner.Models.ReadArtefactAsync(projectKey, version, cancellationToken);

    private static TaskCompletionSource Released()
    {
        var released = new TaskCompletionSource();
        released.SetResult();
        return released;
    }
}
