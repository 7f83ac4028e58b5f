namespace ActiveLearning.Ledger.Labels;

/// <summary>Leases, labels, skips and undos. Every write is one conditional change of the item row plus the rows that tell of it, in one transaction.</summary>
public interface ILabelLedger
{
    /// <summary>
    /// Grants the item when nobody holds it, it wants another label, its epoch is still the expected one, and this annotator has neither answered nor skipped it.
    /// The lease runs from the store's clock.
    /// </summary>
    Task<GrantResult> GrantAsync(GrantRequest request, CancellationToken cancellationToken);

    /// <summary>
    /// Records an answer. The same lease again gives the first answer again. An expired or released lease is still good while nobody else
    /// was granted the item and it is not settled, blocked or skipped by its holder. Refusals are kept in the audit trail.
    /// </summary>
    Task<RecordResult> RecordAsync(RecordRequest request, CancellationToken cancellationToken);

    /// <summary>
    /// Takes an answer back with a new row that supersedes it, and leases the item to the same annotator afresh (same grounds) unless somebody else holds it.
    /// </summary>
    Task<UndoResult> UndoAsync(UndoRequest request, CancellationToken cancellationToken);

    /// <summary>Gives the item up unanswered; it never comes back to this annotator, and three different skippers block it.</summary>
    Task<SkipResult> SkipAsync(SkipRequest request, CancellationToken cancellationToken);

    /// <summary>Ends a lease early without an answer (connection gone, swapped, project paused). An ended or unknown lease is left alone.</summary>
    /// <returns>The item's state, or null for an unknown lease.</returns>
    Task<Items.ItemState?> ReleaseAsync(ReleaseRequest request, CancellationToken cancellationToken);

    /// <summary>Notes that the item was on the annotator's screen; the first time counts.</summary>
    Task ShownAsync(int projectKey, LeaseId leaseId, CancellationToken cancellationToken);

    /// <summary>The annotator's live, unanswered leases, oldest first.</summary>
    Task<IReadOnlyList<LeasedItem>> ReadLiveLeasesAsync(int projectKey, string annotator, CancellationToken cancellationToken);

    /// <summary>All live, unanswered leases of the project.</summary>
    Task<IReadOnlyList<Lease>> ReadLiveLeasesAsync(int projectKey, CancellationToken cancellationToken);

    /// <summary>The lease with this id, or null; live or not.</summary>
    Task<Lease?> FindLeaseAsync(int projectKey, LeaseId leaseId, CancellationToken cancellationToken);

    /// <summary>Every lease of the project with how it ended, by item and epoch. Streams: memory stays constant.</summary>
    IAsyncEnumerable<PastLease> ReadLeasesAsync(int projectKey, CancellationToken cancellationToken);

    /// <summary>Label rows with a sequence above <paramref name="afterSequence"/>, in order, at most <paramref name="limit"/>.</summary>
    Task<IReadOnlyList<LabelRow>> ReadLabelsAsync(int projectKey, long afterSequence, int limit, CancellationToken cancellationToken);

    /// <summary>The row with this sequence, or null.</summary>
    Task<LabelRow?> FindLabelAsync(int projectKey, long sequence, CancellationToken cancellationToken);

    /// <summary>
    /// Unsettled items that this annotator has answered or skipped, so that they may not get them again; the newest first, at most <paramref name="limit"/>.
    /// </summary>
    Task<IReadOnlyList<int>> ReadClosedToAsync(int projectKey, string annotator, int limit, CancellationToken cancellationToken);

    /// <summary>Live labels per annotator.</summary>
    Task<IReadOnlyList<AnnotatorCount>> CountByAnnotatorAsync(int projectKey, CancellationToken cancellationToken);
}
