using ActiveLearning.Contracts;
using ActiveLearning.Ledger.Items;
using Orleans;

namespace ActiveLearning.Ledger.Groups;

/// <summary>Two items whose texts are near-duplicates.</summary>
/// <param name="First">Ordinal of one.</param>
/// <param name="Second">Ordinal of the other.</param>
public readonly record struct NearPair(int First, int Second);

/// <summary>An item as a comparison needs it.</summary>
/// <param name="Ordinal">The item.</param>
/// <param name="Split">Pool or held out.</param>
/// <param name="Text">Its text.</param>
/// <param name="Representative">The member that stands for it, or null.</param>
/// <param name="IsCopy">Whether its normal form is its representative's, so that comparing it too would find nothing more.</param>
/// <param name="KeptApart">Whether an owner took it out of its group.</param>
public sealed record ComparedItem(int Ordinal, ItemSplit Split, string Text, int? Representative, bool IsCopy, bool KeptApart);

/// <summary>A group of near-duplicates.</summary>
/// <param name="Representative">The member that is offered for all.</param>
/// <param name="Members">The representative, then others by ordinal, as many as were asked for.</param>
public sealed record NearDuplicateGroup(ItemState Representative, IReadOnlyList<GroupMember> Members)
{
    /// <summary>Members in all.</summary>
    public int Size => Representative.Represented + 1;
}

/// <summary>One member of a group.</summary>
/// <param name="Ordinal">The item.</param>
/// <param name="Id">Its id.</param>
/// <param name="Text">Its text.</param>
/// <param name="TestTwinId">Id of a held-out item that it is a near-duplicate of, or null.</param>
public sealed record GroupMember(int Ordinal, string Id, string Text, string? TestTwinId);

/// <summary>A pool item that is a near-duplicate of a held-out one.</summary>
/// <param name="Ordinal">The pool item.</param>
/// <param name="Id">Its id.</param>
/// <param name="Text">Its text.</param>
/// <param name="TestId">Id of the held-out item.</param>
public sealed record TestTwin(int Ordinal, string Id, string Text, string TestId);

/// <summary>How a split ended.</summary>
[GenerateSerializer, Alias("split-outcome")]
public enum SplitOutcome
{
    /// <summary>The items are out of the group.</summary>
    Split,

    /// <summary>No group has this representative.</summary>
    GroupUnknown,

    /// <summary>One of the items is no member of the group.</summary>
    NotAMember,
}

/// <summary>Outcome of a split.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="Opened">Members that were settled or blocked with the group and are open again.</param>
/// <param name="Changed">Items whose state or place in the walk changed.</param>
[GenerateSerializer, Immutable, Alias("split-result")]
public sealed record SplitResult(
    [property: Id(0)] SplitOutcome Outcome, [property: Id(1)] int Opened, [property: Id(2)] IReadOnlyList<PartitionItem> Changed);
