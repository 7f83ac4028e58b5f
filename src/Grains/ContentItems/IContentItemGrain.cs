using ActiveLearning.Ledger.Labels;

namespace ActiveLearning.Grains.ContentItems;

/// <summary>
/// One item's life: lease, labels, consensus. It may be awake on several silos, once on each; the epoch in SQL is the lock that nobody can hold twice.
/// Key: <see cref="GrainKeys.Item"/>.
/// </summary>
[Alias("IContentItemGrain")]
public interface IContentItemGrain : IGrainWithStringKey
{
    /// <summary>Leases the item, durably, before anybody is shown it.</summary>
    [Alias("Grant")]
    Task<ItemGrant> Grant(string annotator, LeaseChannel channel, LeaseGrounds grounds);

    /// <summary>Records an answer, durably.</summary>
    [Alias("Record")]
    Task<RecordResult> Record(LeaseId leaseId, int classIndex, int leadTimeMs);

    /// <summary>Takes an answer back.</summary>
    [Alias("Undo")]
    Task<ItemUndo> Undo(long sequence, string annotator);

    /// <summary>Gives the item up.</summary>
    [Alias("Skip")]
    Task<SkipResult> Skip(LeaseId leaseId, string reason);

    /// <summary>Ends a lease early.</summary>
    [Alias("Release")]
    Task Release(LeaseId leaseId, LeaseEnd cause);
}

/// <summary>Outcome of a grant.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="Item">The leased item when granted.</param>
[GenerateSerializer, Immutable, Alias("item-grant")]
public sealed record ItemGrant([property: Id(0)] GrantOutcome Outcome, [property: Id(1)] LeasedItem? Item);

/// <summary>Outcome of an undo.</summary>
/// <param name="Result">How it ended.</param>
/// <param name="Item">The item under its fresh lease, or null.</param>
[GenerateSerializer, Immutable, Alias("item-undo")]
public sealed record ItemUndo([property: Id(0)] UndoResult Result, [property: Id(1)] LeasedItem? Item);
