namespace ActiveLearning.Ledger.Labels;

/// <summary>Asks for a lease.</summary>
/// <param name="ProjectKey">The project.</param>
/// <param name="Ordinal">The item.</param>
/// <param name="ExpectedEpoch">The item's epoch as the caller knows it.</param>
/// <param name="Annotator">Who wants it.</param>
/// <param name="Duration">How long the lease runs.</param>
/// <param name="Channel">How it is taken.</param>
/// <param name="Grounds">Why this item.</param>
public sealed record GrantRequest(
    int ProjectKey, int Ordinal, long ExpectedEpoch, string Annotator, TimeSpan Duration, LeaseChannel Channel, LeaseGrounds Grounds);

/// <summary>Submits an answer.</summary>
/// <param name="ProjectKey">The project.</param>
/// <param name="LeaseId">The lease it is given under.</param>
/// <param name="Class">Position of the class.</param>
/// <param name="LeadTimeMs">How long the item was looked at.</param>
/// <param name="StandardVersion">Dataset standard in force.</param>
public sealed record RecordRequest(int ProjectKey, LeaseId LeaseId, int Class, int LeadTimeMs, int StandardVersion);

/// <summary>Takes an answer back.</summary>
/// <param name="ProjectKey">The project.</param>
/// <param name="Sequence">The label.</param>
/// <param name="Annotator">Who asks; only one's own labels can be undone.</param>
/// <param name="Window">How long after the label this is allowed.</param>
/// <param name="LeaseDuration">How long the fresh lease runs.</param>
public sealed record UndoRequest(int ProjectKey, long Sequence, string Annotator, TimeSpan Window, TimeSpan LeaseDuration);

/// <summary>Gives an item up.</summary>
/// <param name="ProjectKey">The project.</param>
/// <param name="LeaseId">The lease.</param>
/// <param name="Reason">The annotator's reason, at most 200 characters.</param>
public sealed record SkipRequest(int ProjectKey, LeaseId LeaseId, string Reason);

/// <summary>Ends a lease early.</summary>
/// <param name="ProjectKey">The project.</param>
/// <param name="LeaseId">The lease.</param>
/// <param name="End">Why.</param>
public sealed record ReleaseRequest(int ProjectKey, LeaseId LeaseId, LeaseEnd End);

/// <summary>Why a lease ended without an answer or skip.</summary>
public enum LeaseEnd
{
    /// <summary>The connection stayed away for longer than the grace period.</summary>
    Disconnected,

    /// <summary>A better item took its place before anybody looked.</summary>
    Swapped,

    /// <summary>The owner paused the project.</summary>
    Paused,
}
