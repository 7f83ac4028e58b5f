using ActiveLearning.Contracts;
using ActiveLearning.Ledger.Items;
using ActiveLearning.Ledger.Labels;
using ActiveLearning.Ledger.Sql;

namespace ActiveLearning.Ledger.Sqlite;

/// <summary>What a write under a lease needs to know first: the lease, the item as it is now, and what this lease has led to.</summary>
/// <param name="Annotator">Whose lease it is.</param>
/// <param name="LeasedAt">When it was granted.</param>
/// <param name="Arm">Arm of the assignment.</param>
/// <param name="Answer">Sequence of the answer that was given under it, or null.</param>
/// <param name="IsSkipped">Whether its holder has given the item up.</param>
/// <param name="Item">The item's state.</param>
internal sealed record HeldItem(string Annotator, DateTimeOffset LeasedAt, Arm Arm, long? Answer, bool IsSkipped, ItemState Item)
{
    private const string Select = $"""
        SELECT l.nonce, l.annotator, l.leased_at, l.arm, a.sequence, s.annotator IS NOT NULL, {ItemStateRow.Joined}
        FROM leases l
        JOIN items i ON i.project = l.project AND i.ordinal = l.ordinal
        LEFT JOIN labels a ON a.project = l.project AND a.ordinal = l.ordinal AND a.epoch = l.epoch AND (a.class IS NULL) = 0
        LEFT JOIN skips s ON s.project = l.project AND s.ordinal = l.ordinal AND s.annotator = l.annotator
        WHERE l.project = ?1 AND l.ordinal = ?2 AND l.epoch = ?3
        """;

    /// <summary>Reads it; null when there is no such lease or the nonce is another.</summary>
    public static HeldItem? Find(LedgerTransaction transaction, int project, LeaseId leaseId)
    {
        using var row = transaction.Prepare(Select).Bind(project).Bind(leaseId.Ordinal).Bind(leaseId.Epoch);
        if (!row.Step() || unchecked((ulong)row.Int64(0)) != leaseId.Nonce)
        {
            return null;
        }

        return new HeldItem(
            row.Text(1), LedgerTime.FromMicroseconds(row.Int64(2)), (Arm)row.Int32(3), row.NullableInt64(4), row.Int32(5) != 0, ItemStateRow.Read(row, 6));
    }
}
