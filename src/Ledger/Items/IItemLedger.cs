namespace ActiveLearning.Ledger.Items;

/// <summary>Items: import and reads.</summary>
public interface IItemLedger
{
    /// <summary>Most rows of one import slice.</summary>
    const int MaximumSlice = 500;

    /// <summary>Stores a slice of at most <see cref="MaximumSlice"/> rows in one transaction; outcomes are in the order of the rows. Labels go before imports.</summary>
    Task<IReadOnlyList<ImportRowResult>> ImportAsync(int projectKey, IReadOnlyList<NewItem> rows, CancellationToken cancellationToken);

    /// <summary>One item with its content and its labels, or null.</summary>
    Task<ItemRecord?> ReadAsync(int projectKey, int ordinal, CancellationToken cancellationToken);

    /// <summary>These items with content and labels as of one instant, in no order; unknown ordinals are left out.</summary>
    Task<IReadOnlyList<ItemRecord>> ReadSomeAsync(int projectKey, IReadOnlyList<int> ordinals, CancellationToken cancellationToken);

    /// <summary>
    /// Pool items in the order of the control arm's walk (equal ranks by ordinal), as of one instant: up to the <paramref name="openItems"/>th open one, and
    /// <paramref name="limit"/> at most.
    /// </summary>
    Task<IReadOnlyList<WalkItem>> ReadWalkAsync(int projectKey, int openItems, int limit, CancellationToken cancellationToken);

    /// <summary>How many pool items have an ordinal below this one.</summary>
    Task<int> CountPoolBelowAsync(int projectKey, int ordinal, CancellationToken cancellationToken);

    /// <summary>The ordinal of the item with this id, or null.</summary>
    Task<int?> FindAsync(int projectKey, string itemId, CancellationToken cancellationToken);

    /// <summary>Every item of a partition (both splits), by ordinal, from <paramref name="fromOrdinal"/> on. Streams: memory stays constant.</summary>
    IAsyncEnumerable<PartitionItem> ReadPartitionAsync(int projectKey, int partition, int fromOrdinal, CancellationToken cancellationToken);

    /// <summary>What a partition keeps of these items, by ordinal; unknown ordinals are left out.</summary>
    Task<IReadOnlyList<PartitionItem>> ReadStatesAsync(int projectKey, IReadOnlyList<int> ordinals, CancellationToken cancellationToken);

    /// <summary>The first blocked items by ordinal, at most <paramref name="limit"/>, without labels.</summary>
    Task<IReadOnlyList<ItemRecord>> ReadBlockedAsync(int projectKey, int limit, CancellationToken cancellationToken);

    /// <summary>Texts of these items, in the order asked; unknown ordinals are left out.</summary>
    Task<IReadOnlyList<ItemText>> ReadTextsAsync(int projectKey, IReadOnlyList<int> ordinals, CancellationToken cancellationToken);

    /// <summary>Attributes of these items with their <see cref="Contracts.DetectedScript.Attribute"/>, in the order asked; unknown ordinals are left out.</summary>
    Task<IReadOnlyList<ItemAttributes>> ReadAttributesAsync(int projectKey, IReadOnlyList<int> ordinals, CancellationToken cancellationToken);

    /// <summary>The held-out items with text and gold class, by ordinal, from <paramref name="fromOrdinal"/> on.</summary>
    IAsyncEnumerable<TestItem> ReadTestAsync(int projectKey, int fromOrdinal, CancellationToken cancellationToken);

    /// <summary>Every item with all its label rows, by ordinal, as of one instant. Streams: memory stays constant.</summary>
    IAsyncEnumerable<ItemRecord> ReadAllAsync(int projectKey, CancellationToken cancellationToken);

    /// <summary>The same for whoever passes it on, in pages of about a megabyte at most.</summary>
    IAsyncEnumerable<IReadOnlyList<DeliveredItem>> ExportAsync(int projectKey, CancellationToken cancellationToken);

    /// <summary>
    /// Pool items and live labels per value of each attribute (at most <paramref name="valuesPerAttribute"/> values an attribute, largest first), for coverage by slice.
    /// </summary>
    Task<IReadOnlyList<SliceCount>> CountSlicesAsync(int projectKey, int valuesPerAttribute, CancellationToken cancellationToken);
}
