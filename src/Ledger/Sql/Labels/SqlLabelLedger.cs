using System.Runtime.CompilerServices;
using ActiveLearning.Ledger.Items;
using ActiveLearning.Ledger.Labels;

namespace ActiveLearning.Ledger.Sql;

/// <summary>Leases and labels on SQL: every write is an operation of a writer of the ledger, every read runs on a reading connection.</summary>
/// <param name="answers">Writes what the project counts: answers, skips and what is taken back.</param>
/// <param name="leases">Writes leases and what becomes of them; the same writer where a database has only one.</param>
/// <param name="readers">Reads them.</param>
internal sealed class SqlLabelLedger(ILedgerWriter answers, ILedgerWriter leases, ReaderPool readers) : ILabelLedger
{
    private const int LeasesAPage = 1_000;

    public Task<GrantResult> GrantAsync(GrantRequest request, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(request.Annotator);
        ArgumentOutOfRangeException.ThrowIfLessThan(request.Duration, TimeSpan.FromMicroseconds(1), nameof(request));
        return leases.WriteLabelAsync(WriteScope.Labels(request.ProjectKey), request, static (transaction, grant) => transaction.Grant(grant), cancellationToken);
    }

    public Task<RecordResult> RecordAsync(RecordRequest request, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(request.Class, nameof(request));
        return answers.WriteLabelAsync(WriteScope.Labels(request.ProjectKey), request, static (transaction, record) => transaction.Record(record), cancellationToken);
    }

    public Task<UndoResult> UndoAsync(UndoRequest request, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(request.LeaseDuration, TimeSpan.FromMicroseconds(1), nameof(request));
        return answers.WriteLabelAsync(WriteScope.Labels(request.ProjectKey), request, static (transaction, undo) => transaction.Undo(undo), cancellationToken);
    }

    public Task<SkipResult> SkipAsync(SkipRequest request, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(request.Reason.Length, 200, nameof(request));
        return answers.WriteLabelAsync(WriteScope.Labels(request.ProjectKey), request, static (transaction, skip) => transaction.Skip(skip), cancellationToken);
    }

    public Task<ItemState?> ReleaseAsync(ReleaseRequest request, CancellationToken cancellationToken) =>
        leases.WriteLabelAsync(WriteScope.Labels(request.ProjectKey), request, static (transaction, release) => transaction.Release(release), cancellationToken);

    public Task ShownAsync(int projectKey, LeaseId leaseId, CancellationToken cancellationToken) =>
        leases.WriteLabelAsync(
            WriteScope.Labels(projectKey), new ShownRequest(projectKey, leaseId), static (transaction, shown) => transaction.Show(shown), cancellationToken);

    public Task<IReadOnlyList<LeasedItem>> ReadLiveLeasesAsync(int projectKey, string annotator, CancellationToken cancellationToken) =>
        readers.ReadAsync((projectKey, annotator), LabelReads.ReadLive, cancellationToken);

    public Task<IReadOnlyList<Lease>> ReadLiveLeasesAsync(int projectKey, CancellationToken cancellationToken) =>
        readers.ReadAsync(projectKey, LabelReads.ReadAllLive, cancellationToken);

    public Task<Lease?> FindLeaseAsync(int projectKey, LeaseId leaseId, CancellationToken cancellationToken) =>
        readers.ReadAsync((projectKey, leaseId), LeaseRow.Find, cancellationToken);

    public async IAsyncEnumerable<PastLease> ReadLeasesAsync(int projectKey, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (ordinal, epoch) = (-1, 0L);
        IReadOnlyList<PastLease> page;
        do
        {
            page = await readers.ReadAsync((projectKey, ordinal, epoch, LeasesAPage), LabelReads.ReadLeases, cancellationToken).ConfigureAwait(false);
            foreach (var past in page)
            {
                yield return past;
                (ordinal, epoch) = (past.Lease.Id.Ordinal, past.Lease.Id.Epoch);
            }
        }
        while (page.Count == LeasesAPage);
    }

    public Task<IReadOnlyList<LabelRow>> ReadLabelsAsync(int projectKey, long afterSequence, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(limit);
        return readers.ReadAsync((projectKey, afterSequence, limit), LabelReads.ReadAfter, cancellationToken);
    }

    public Task<LabelRow?> FindLabelAsync(int projectKey, long sequence, CancellationToken cancellationToken) =>
        readers.ReadAsync((projectKey, sequence), LabelRows.Find, cancellationToken);

    public Task<IReadOnlyList<int>> ReadClosedToAsync(int projectKey, string annotator, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(limit);
        return readers.ReadAsync((projectKey, annotator, limit), LabelReads.ReadClosedTo, cancellationToken);
    }

    public Task<IReadOnlyList<AnnotatorCount>> CountByAnnotatorAsync(int projectKey, CancellationToken cancellationToken) =>
        readers.ReadAsync(projectKey, LabelReads.CountByAnnotator, cancellationToken);
}
