using ActiveLearning.Contracts;
using ActiveLearning.Ledger.Labels;
using Orleans;

namespace ActiveLearning.Ledger.Items;

/// <summary>A row that passed the importer's checks.</summary>
/// <param name="Id">Matches <c>[A-Za-z0-9._:-]{1,128}</c>.</param>
/// <param name="Text">1 to 100,000 characters.</param>
/// <param name="Attributes">Free attributes such as language or surface; never null.</param>
/// <param name="Gold">Position of the known class, or null.</param>
/// <param name="Split">What the item is for.</param>
/// <param name="Partition">Stable hash of the id, below the project's partition count.</param>
/// <param name="WalkRank">Random rank in the control arm's walk.</param>
/// <param name="TextKey">
/// What items share whose texts are exact duplicates after normalisation; null where the project does not group near-duplicates.
/// </param>
public sealed record NewItem(
    string Id,
    string Text,
    IReadOnlyDictionary<string, string> Attributes,
    int? Gold,
    ItemSplit Split,
    int Partition,
    long WalkRank,
    UInt128? TextKey = null);

/// <summary>How one import row ended.</summary>
public enum ImportRowOutcome
{
    /// <summary>Stored.</summary>
    Accepted,

    /// <summary>The same item was there already (same text, attributes, gold and split).</summary>
    Duplicate,

    /// <summary>The id is taken by an item with another content; nothing was changed.</summary>
    Conflict,
}

/// <summary>Outcome of one import row.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="Ordinal">Dense number of the stored item within its project, from 0.</param>
public readonly record struct ImportRowResult(ImportRowOutcome Outcome, int Ordinal);

/// <summary>The changing part of an item.</summary>
/// <param name="Ordinal">Dense number within the project.</param>
/// <param name="Id">The item's id.</param>
/// <param name="Split">What the item is for.</param>
/// <param name="Epoch">Fencing token: grows with every grant.</param>
/// <param name="Holder">Annotator of the newest lease while it may still be answered; null once it was answered, skipped or never granted.</param>
/// <param name="LeaseUntil">End (exclusive) of the newest lease; null when there is none.</param>
/// <param name="LiveLabels">Answers that were not undone.</param>
/// <param name="Overlap">Answers that settle the item.</param>
/// <param name="Blocked">Too many people skipped it.</param>
/// <param name="Representative">Ordinal of the member that stands for it in its near-duplicate group; null when it stands for itself.</param>
/// <param name="Represented">How many other members it stands for.</param>
/// <param name="TestTwin">Ordinal of a held-out item that it, or one that it stands for, is a near-duplicate of; null for none. No model may learn from it.</param>
[GenerateSerializer, Immutable, Alias("item-state")]
public sealed record ItemState(
    [property: Id(0)] int Ordinal,
    [property: Id(1)] string Id,
    [property: Id(2)] ItemSplit Split,
    [property: Id(3)] long Epoch,
    [property: Id(4)] string? Holder,
    [property: Id(5)] DateTimeOffset? LeaseUntil,
    [property: Id(6)] int LiveLabels,
    [property: Id(7)] int Overlap,
    [property: Id(8)] bool Blocked,
    [property: Id(9)] int? Representative = null,
    [property: Id(10)] int Represented = 0,
    [property: Id(11)] int? TestTwin = null)
{
    /// <summary>Whether the item has all the labels it needs; members that another stands for have none of their own.</summary>
    public bool IsSettled => LiveLabels >= Overlap;

    /// <summary>Whether somebody holds the item at this instant.</summary>
    public bool IsLeasedAt(DateTimeOffset instant) => LeaseUntil is { } until && instant < until;
}

/// <summary>One item: state, content and every label row.</summary>
/// <param name="State">The changing part.</param>
/// <param name="Text">The text to label.</param>
/// <param name="Attributes">Free attributes.</param>
/// <param name="Gold">Position of the known class, or null.</param>
/// <param name="Labels">All label rows in ledger order, undone ones and undo rows included.</param>
/// <param name="GroupLabels">The same of the item that stands for it in its near-duplicate group; empty for an item that stands for itself.</param>
[GenerateSerializer, Immutable, Alias("item-record")]
public sealed record ItemRecord(
    [property: Id(0)] ItemState State,
    [property: Id(1)] string Text,
    [property: Id(2)] IReadOnlyDictionary<string, string> Attributes,
    [property: Id(3)] int? Gold,
    [property: Id(4)] IReadOnlyList<LabelRow> Labels,
    [property: Id(5)] IReadOnlyList<LabelRow> GroupLabels)
{
    /// <summary>The label of its group that settled this member; null for an item that stands for itself, and while the group is open.</summary>
    public long? SettledBy => LabelRow.Settling(GroupLabels, State.Overlap);
}

/// <summary>What a partition keeps of an item.</summary>
/// <param name="State">The changing part.</param>
/// <param name="WalkRank">Rank in the control arm's walk; for an item that stands for others the least rank of the group.</param>
[GenerateSerializer, Immutable, Alias("partition-item")]
public readonly record struct PartitionItem([property: Id(0)] ItemState State, [property: Id(1)] long WalkRank);

/// <summary>Text of one item.</summary>
/// <param name="Ordinal">The item's number.</param>
/// <param name="Text">The text to label.</param>
public readonly record struct ItemText(int Ordinal, string Text);

/// <summary>Attributes of one item.</summary>
/// <param name="Ordinal">The item's number.</param>
/// <param name="Attributes">Its own attributes and the detected ones.</param>
public readonly record struct ItemAttributes(int Ordinal, IReadOnlyDictionary<string, string> Attributes);

/// <summary>A held-out item.</summary>
/// <param name="Ordinal">The item's number.</param>
/// <param name="Text">Its text.</param>
/// <param name="Gold">Position of its known class.</param>
/// <param name="Attributes">Free attributes, for metrics by slice.</param>
public sealed record TestItem(int Ordinal, string Text, int Gold, IReadOnlyDictionary<string, string> Attributes);

/// <summary>How much of one slice is labelled, and how.</summary>
/// <param name="Attribute">Attribute name, for example <c>lang</c>.</param>
/// <param name="Value">Attribute value, for example <c>de</c>.</param>
/// <param name="Items">Pool items of the slice.</param>
/// <param name="LabelsByClass">Live labels of the slice, and those that its near-duplicates of labelled items share, by class position.</param>
[GenerateSerializer, Immutable, Alias("slice-count")]
public sealed record SliceCount(
    [property: Id(0)] string Attribute,
    [property: Id(1)] string Value,
    [property: Id(2)] int Items,
    [property: Id(3)] IReadOnlyList<int> LabelsByClass);
