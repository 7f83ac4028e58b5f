using ActiveLearning.Ledger.Groups;
using ActiveLearning.Ledger.Items;

namespace ActiveLearning.Ledger.Sql;

/// <summary>Near-duplicate groups on SQL.</summary>
internal sealed class SqlGroupLedger(ILedgerWriter writer, ReaderPool readers) : IGroupLedger
{
    public Task<IReadOnlyList<ComparedItem>> ReadForComparisonAsync(int projectKey, int fromOrdinal, int limit, CancellationToken cancellationToken) =>
        readers.ReadAsync((projectKey, fromOrdinal, limit), GroupReads.ReadForComparison, cancellationToken);

    public Task<int> ReadComparedUpToAsync(int projectKey, CancellationToken cancellationToken) =>
        readers.ReadAsync(projectKey, GroupReads.ReadComparedUpTo, cancellationToken);

    public Task<IReadOnlyList<PartitionItem>> JoinAsync(
        int projectKey, IReadOnlyList<NearPair> pairs, int comparedUpTo, CancellationToken cancellationToken) =>
        writer.WriteBulkAsync(WriteScope.Shape(projectKey), (projectKey, pairs, comparedUpTo), JoinGroups.Apply, cancellationToken);

    public Task<SplitResult> SplitAsync(int projectKey, int representative, IReadOnlyList<int>? ordinals, CancellationToken cancellationToken) =>
        writer.WriteLabelAsync(WriteScope.Shape(projectKey), (projectKey, representative, ordinals), SplitGroup.Apply, cancellationToken);

    public Task<IReadOnlyList<NearDuplicateGroup>> ListAsync(
        int projectKey, int afterOrdinal, int limit, int membersEach, CancellationToken cancellationToken) =>
        readers.ReadSnapshotAsync((projectKey, afterOrdinal, limit, membersEach), GroupReads.List, cancellationToken);

    public Task<IReadOnlyList<TestTwin>> ListTestTwinsAsync(int projectKey, int afterOrdinal, int limit, CancellationToken cancellationToken) =>
        readers.ReadAsync((projectKey, afterOrdinal, limit), GroupReads.ListTwins, cancellationToken);

    public Task<IReadOnlyList<int>> ReadLabelledTwinsAsync(int projectKey, CancellationToken cancellationToken) =>
        readers.ReadAsync(projectKey, GroupReads.ReadLabelledTwins, cancellationToken);
}
