using ActiveLearning.Ledger.Items;
using Orleans;

namespace ActiveLearning.Ledger.Labels;

/// <summary>How a grant ended.</summary>
[GenerateSerializer, Alias("grant-outcome")]
public enum GrantOutcome
{
    /// <summary>The annotator holds the item.</summary>
    Granted,

    /// <summary>Somebody holds it.</summary>
    Held,

    /// <summary>It has all its labels.</summary>
    Settled,

    /// <summary>It changed since the caller looked.</summary>
    StaleEpoch,

    /// <summary>Too many people skipped it, or it is held out.</summary>
    Blocked,

    /// <summary>This annotator has answered or skipped it.</summary>
    NotForThisAnnotator,

    /// <summary>No such item.</summary>
    Unknown,

    /// <summary>Another member of its near-duplicate group stands for it.</summary>
    Represented,
}

/// <summary>Outcome of a grant, with the item's true state so that a caller who was behind can heal.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="Lease">The lease when granted.</param>
/// <param name="Item">The item's state; null when unknown.</param>
[GenerateSerializer, Immutable, Alias("grant-result")]
public sealed record GrantResult(
    [property: Id(0)] GrantOutcome Outcome,
    [property: Id(1)] Lease? Lease,
    [property: Id(2)] ItemState? Item);

/// <summary>How a submitted label ended.</summary>
[GenerateSerializer, Alias("submit-label-outcome")]
public enum SubmitLabelOutcome
{
    /// <summary>The answer is stored; also said again to a retry.</summary>
    Accepted,

    /// <summary>The lease was answered before with another class; the first answer stands.</summary>
    AnsweredOtherwise,

    /// <summary>A higher epoch exists: somebody else was granted the item meanwhile.</summary>
    Superseded,

    /// <summary>The item closed meanwhile (settled, blocked, or given up by this annotator).</summary>
    LeaseExpired,

    /// <summary>No such lease.</summary>
    LeaseUnknown,
}

/// <summary>Outcome of a submitted label.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="Label">The stored row (the first one for a retry), or null.</param>
/// <param name="Item">The item's state; null when unknown.</param>
/// <param name="IsRetry">Whether the row was there before this request.</param>
[GenerateSerializer, Immutable, Alias("record-result")]
public sealed record RecordResult(
    [property: Id(0)] SubmitLabelOutcome Outcome,
    [property: Id(1)] LabelRow? Label,
    [property: Id(2)] ItemState? Item,
    [property: Id(3)] bool IsRetry);

/// <summary>How an undo ended.</summary>
[GenerateSerializer, Alias("undo-outcome")]
public enum UndoOutcome
{
    /// <summary>The answer is taken back; also said again to a retry.</summary>
    Undone,

    /// <summary>Others' labels have settled the item.</summary>
    SettledByOthers,

    /// <summary>The undo window is over.</summary>
    WindowOver,

    /// <summary>No such label, or not this annotator's.</summary>
    LabelUnknown,
}

/// <summary>Outcome of an undo.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="UndoRow">The row that supersedes the label.</param>
/// <param name="Lease">The fresh lease; null when somebody else holds the item or for a retry whose lease has ended.</param>
/// <param name="Item">The item's state.</param>
/// <param name="IsRetry">Whether it was undone before this request.</param>
[GenerateSerializer, Immutable, Alias("undo-result")]
public sealed record UndoResult(
    [property: Id(0)] UndoOutcome Outcome,
    [property: Id(1)] LabelRow? UndoRow,
    [property: Id(2)] Lease? Lease,
    [property: Id(3)] ItemState? Item,
    [property: Id(4)] bool IsRetry);

/// <summary>How a skip ended.</summary>
[GenerateSerializer, Alias("skip-outcome")]
public enum SkipOutcome
{
    /// <summary>The item goes to somebody else; also said again to a retry.</summary>
    Skipped,

    /// <summary>The lease was answered.</summary>
    Answered,

    /// <summary>Somebody else was granted the item meanwhile.</summary>
    Superseded,

    /// <summary>No such lease.</summary>
    LeaseUnknown,
}

/// <summary>Outcome of a skip.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="Item">The item's state; null when unknown.</param>
[GenerateSerializer, Immutable, Alias("skip-result")]
public sealed record SkipResult([property: Id(0)] SkipOutcome Outcome, [property: Id(1)] ItemState? Item);

/// <summary>What one annotator has done.</summary>
/// <param name="Annotator">Pseudonym.</param>
/// <param name="Labels">Live labels.</param>
/// <param name="LastLabelledAt">Newest label.</param>
[GenerateSerializer, Immutable, Alias("annotator-count")]
public sealed record AnnotatorCount(
    [property: Id(0)] string Annotator, [property: Id(1)] int Labels, [property: Id(2)] DateTimeOffset LastLabelledAt);
