using ActiveLearning.Ledger.Items;

namespace ActiveLearning.Ledger.Groups;

/// <summary>
/// Near-duplicate groups. The representative is leased and labelled for its group; the other members only name it. So a group never has a second live lease or
/// settlement, whoever asks: the database refuses the row.
/// </summary>
public interface IGroupLedger
{
    /// <summary>Items from <paramref name="fromOrdinal"/> on, both splits, with what a comparison needs; at most <paramref name="limit"/>, by ordinal.</summary>
    Task<IReadOnlyList<ComparedItem>> ReadForComparisonAsync(int projectKey, int fromOrdinal, int limit, CancellationToken cancellationToken);

    /// <summary>Items below this ordinal were compared with all before them.</summary>
    Task<int> ReadComparedUpToAsync(int projectKey, CancellationToken cancellationToken);

    /// <summary>
    /// Joins the groups of each pair, in order, and notes how far items were compared; one transaction. The representative is the member that is in use (leased, labelled, skipped or
    /// blocked), else the one with the lowest rank in the walk. Left apart: two groups that are both in use, items that an owner took out, and items that need different numbers of
    /// labels. A pair of a pool item and a held-out one flags the pool item, and the one that stands for it, as its twin.
    /// </summary>
    /// <returns>Pool items whose state or place in the walk changed.</returns>
    Task<IReadOnlyList<PartitionItem>> JoinAsync(int projectKey, IReadOnlyList<NearPair> pairs, int comparedUpTo, CancellationToken cancellationToken);

    /// <summary>
    /// Takes items out of their group for good, or (null) dissolves it. What the group's label had settled and is no longer of the group is open again; when the
    /// representative leaves, the remaining member with the lowest rank in the walk takes its place.
    /// </summary>
    Task<SplitResult> SplitAsync(int projectKey, int representative, IReadOnlyList<int>? ordinals, CancellationToken cancellationToken);

    /// <summary>Groups whose representative's ordinal is above <paramref name="afterOrdinal"/>, by it; each with at most <paramref name="membersEach"/> members.</summary>
    Task<IReadOnlyList<NearDuplicateGroup>> ListAsync(int projectKey, int afterOrdinal, int limit, int membersEach, CancellationToken cancellationToken);

    /// <summary>Pool items above <paramref name="afterOrdinal"/> that are flagged as twins of held-out ones, by ordinal.</summary>
    Task<IReadOnlyList<TestTwin>> ListTestTwinsAsync(int projectKey, int afterOrdinal, int limit, CancellationToken cancellationToken);

    /// <summary>Ordinals of labelled items that are flagged as twins of held-out ones: no model may learn from them.</summary>
    Task<IReadOnlyList<int>> ReadLabelledTwinsAsync(int projectKey, CancellationToken cancellationToken);
}
