namespace ActiveLearning.Contracts.Hubs;

/// <summary>What an annotator's client may call on <c>/hubs/annotator</c>. Every call is safe to repeat.</summary>
public interface IAnnotatorHub
{
    /// <summary>
    /// Starts (or resumes) work in a project; the queue follows by <see cref="IAnnotatorClient.Queue"/>. A person always works under their own pseudonym;
    /// only a key with the role owner or admin may name another annotator.
    /// </summary>
    Task<Workspace> Join(string projectId, string? annotator);

    /// <summary>Ends work: what was not shown yet is given back at once.</summary>
    Task Leave();

    /// <summary>Tells that an item is on the screen: lead time and exposure start.</summary>
    Task Shown(string leaseId);

    /// <summary>Answers an item. The reply is sent after the answer is durable; a retry gets the same reply.</summary>
    Task<SubmitReply> SubmitLabel(string leaseId, string className, int leadTimeMs);

    /// <summary>Gives an item up; it never comes back to this annotator.</summary>
    Task<SkipReply> Skip(string leaseId, string reason);

    /// <summary>Takes one's own answer back; the item returns under a fresh lease at the front of the queue.</summary>
    Task<UndoReply> Undo(string labelId);
}

/// <summary>What the silo calls on an annotator's client.</summary>
public interface IAnnotatorClient
{
    /// <summary>The whole buffer. The client keeps the one with the highest revision.</summary>
    Task Queue(QueueMessage queue);

    /// <summary>Offers to replace a buffered item by a better one. True only when the old item was never on the screen; no answer in 2 s is a no.</summary>
    Task<bool> OfferSwap(SwapOffer offer);

    /// <summary>Asks the client to close the connection between two answers and to connect and join again: a silo joined that may serve it. A client that stays is served as before.</summary>
    Task ConnectAgain();
}

/// <summary>What the workspace needs to know besides its queue.</summary>
/// <param name="ProjectId">The project.</param>
/// <param name="ProjectName">Shown in the bar.</param>
/// <param name="Annotator">Pseudonym under which answers are stored.</param>
/// <param name="Standard">Classes and guideline.</param>
/// <param name="LabelsToday">Own live labels of this UTC day in this project.</param>
/// <param name="UndoWindowSeconds">How long an answer can be taken back.</param>
[GenerateSerializer, Immutable, Alias("workspace")]
public sealed record Workspace(
    [property: Id(0)] string ProjectId,
    [property: Id(1)] string ProjectName,
    [property: Id(2)] string Annotator,
    [property: Id(3)] DatasetStandard Standard,
    [property: Id(4)] int LabelsToday,
    [property: Id(5)] int UndoWindowSeconds);

/// <summary>Why a queue is as it is.</summary>
[GenerateSerializer, Alias("queue-state")]
public enum QueueState
{
    /// <summary>Work is there, or on its way.</summary>
    Active = 0,

    /// <summary>Nothing is open to this annotator now; the silo pushes again when that changes.</summary>
    UpToDate = 1,

    /// <summary>The owner paused the project.</summary>
    Paused = 2,
}

/// <summary>An annotator's whole buffer.</summary>
/// <param name="Revision">Grows with every push to this annotator, across silos.</param>
/// <param name="State">Why the queue is as it is.</param>
/// <param name="Items">The item to show first, then the prefetched ones: at most 3, and those that came back by undo or were leased over HTTP.</param>
[GenerateSerializer, Immutable, Alias("queue-message")]
public sealed record QueueMessage(
    [property: Id(0)] long Revision,
    [property: Id(1)] QueueState State,
    [property: Id(2)] IReadOnlyList<QueueItem> Items);

/// <summary>A leased item on its way to a screen.</summary>
/// <param name="LeaseId">Name of the lease: goes with every answer.</param>
/// <param name="Text">The text to label. Untrusted: never rendered as HTML.</param>
/// <param name="Attributes">Free attributes such as language or surface. Untrusted.</param>
/// <param name="ExpiresAt">End of the lease, exclusive.</param>
/// <param name="Reason">Why it was chosen.</param>
/// <param name="Neighbours">About how many open items lie near it; 0 when unknown.</param>
/// <param name="Swapped">Whether it has just replaced another item of the buffer.</param>
[GenerateSerializer, Immutable, Alias("queue-item")]
public sealed record QueueItem(
    [property: Id(0)] string LeaseId,
    [property: Id(1)] string Text,
    [property: Id(2)] IReadOnlyDictionary<string, string> Attributes,
    [property: Id(3)] DateTimeOffset ExpiresAt,
    [property: Id(4)] LeaseReason Reason,
    [property: Id(5)] int Neighbours,
    [property: Id(6)] bool Swapped);

/// <summary>An offered swap.</summary>
/// <param name="OldLeaseId">Buffered item that would be given back.</param>
/// <param name="New">Item that would take its place.</param>
[GenerateSerializer, Immutable, Alias("swap-offer")]
public sealed record SwapOffer([property: Id(0)] string OldLeaseId, [property: Id(1)] QueueItem New);

/// <summary>Reply to an answer.</summary>
/// <param name="Outcome"><c>accepted</c>, <c>answeredOtherwise</c>, <c>superseded</c>, <c>leaseExpired</c> or <c>leaseUnknown</c>.</param>
/// <param name="LabelId">The stored label when accepted (or the first one when answered otherwise).</param>
[GenerateSerializer, Immutable, Alias("submit-reply")]
public sealed record SubmitReply([property: Id(0)] string Outcome, [property: Id(1)] string? LabelId);

/// <summary>Reply to a skip.</summary>
/// <param name="Outcome"><c>skipped</c>, <c>answered</c>, <c>superseded</c> or <c>leaseUnknown</c>.</param>
[GenerateSerializer, Immutable, Alias("skip-reply")]
public sealed record SkipReply([property: Id(0)] string Outcome);

/// <summary>Reply to an undo.</summary>
/// <param name="Outcome"><c>undone</c>, <c>settledByOthers</c>, <c>windowOver</c> or <c>labelUnknown</c>.</param>
/// <param name="LeaseId">The fresh lease under which the item came back, or null.</param>
[GenerateSerializer, Immutable, Alias("undo-reply")]
public sealed record UndoReply([property: Id(0)] string Outcome, [property: Id(1)] string? LeaseId);
