namespace ActiveLearning.Contracts.Api;

/// <summary>Answer of a lease call.</summary>
/// <param name="Leases">The annotator's live, unanswered leases, oldest first.</param>
public sealed record LeaseList(IReadOnlyList<LeaseView> Leases);

/// <summary>A lease as scripts see it.</summary>
/// <param name="LeaseId">Goes with the answer.</param>
/// <param name="ItemId">The item.</param>
/// <param name="Epoch">Fencing token of the grant.</param>
/// <param name="LeasedAt">When it was granted.</param>
/// <param name="ExpiresAt">Its end, exclusive.</param>
/// <param name="Text">The text to label.</param>
/// <param name="Attributes">Free attributes.</param>
/// <param name="Why">One sentence.</param>
/// <param name="Strategy">Acquisition function that chose it.</param>
/// <param name="Arm"><c>learn</c> or <c>control</c>; null for keys that may not see it.</param>
public sealed record LeaseView(
    string LeaseId,
    string ItemId,
    long Epoch,
    DateTimeOffset LeasedAt,
    DateTimeOffset ExpiresAt,
    string Text,
    IReadOnlyDictionary<string, string> Attributes,
    string Why,
    string? Strategy,
    string? Arm);

/// <summary>Body of a submitted label.</summary>
/// <param name="LeaseId">The lease.</param>
/// <param name="Class">Name of the class.</param>
/// <param name="LeadTimeMs">How long the item was looked at, 0 to a day.</param>
public sealed record SubmitLabel(string? LeaseId, string? Class, int LeadTimeMs = 0);

/// <summary>Body of an undo.</summary>
/// <param name="Annotator">Whose label it is.</param>
public sealed record UndoLabel(string? Annotator);

/// <summary>Body of a skip.</summary>
/// <param name="Reason">The annotator's reason, at most 200 characters.</param>
public sealed record SkipLease(string? Reason);

/// <summary>One label row of an export.</summary>
/// <param name="LabelId">The label.</param>
/// <param name="LeaseId">The lease it was given under.</param>
/// <param name="Annotator">Who gave it.</param>
/// <param name="Class">Name of the class; null for an undo.</param>
/// <param name="LeasedAt">When the lease was granted.</param>
/// <param name="LabelledAt">When it was stored.</param>
/// <param name="StandardVersion">Dataset standard in force.</param>
/// <param name="Arm"><c>learn</c> or <c>control</c>.</param>
/// <param name="Supersedes">The label that an undo takes back.</param>
public sealed record ExportedLabel(
    string LabelId,
    string LeaseId,
    string Annotator,
    string? Class,
    DateTimeOffset LeasedAt,
    DateTimeOffset LabelledAt,
    int StandardVersion,
    string Arm,
    string? Supersedes);

/// <summary>What an item's labels add up to.</summary>
/// <param name="Class">The most probable class.</param>
/// <param name="Probability">Its posterior probability, 0 to 1.</param>
[GenerateSerializer, Immutable, Alias("consensus-view")]
public sealed record Consensus([property: Id(0)] string Class, [property: Id(1)] double Probability);

/// <summary>One line of an export.</summary>
/// <param name="Id">The item.</param>
/// <param name="Text">Its text.</param>
/// <param name="Attributes">Free attributes.</param>
/// <param name="Split"><c>pool</c> or <c>test</c>.</param>
/// <param name="Labels">Every label row, undone ones included.</param>
/// <param name="SettledBy">The label of another member that settled its near-duplicate group, or null.</param>
/// <param name="Consensus">What the live labels add up to; null without any.</param>
public sealed record ExportedItem(
    string Id,
    string Text,
    IReadOnlyDictionary<string, string> Attributes,
    string Split,
    IReadOnlyList<ExportedLabel> Labels,
    string? SettledBy,
    Consensus? Consensus);
