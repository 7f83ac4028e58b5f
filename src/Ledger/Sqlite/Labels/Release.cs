using ActiveLearning.Ledger.Items;
using ActiveLearning.Ledger.Labels;
using ActiveLearning.Ledger.Sql;

namespace ActiveLearning.Ledger.Sqlite;

/// <summary>
/// Ends a lease now. The epoch stays, so an answer that is already on its way is still good until somebody else is granted the item.
/// </summary>
internal static class Release
{
    private const string Shorten = """
        UPDATE items SET lease_until = ?4 WHERE project = ?1 AND ordinal = ?2 AND epoch = ?3 AND lease_until > ?4
        """;

    // A clock that was set back may end a lease again.
    private const string InsertEnd = """
        INSERT INTO lease_ends (project, ordinal, epoch, reason, ended_at) VALUES (?1, ?2, ?3, ?4, ?5)
        ON CONFLICT DO UPDATE SET ended_at = excluded.ended_at
        """;

    /// <summary>Does it.</summary>
    public static ItemState? Apply(LedgerTransaction transaction, ReleaseRequest request)
    {
        var (project, leaseId) = (request.ProjectKey, request.LeaseId);
        if (HeldItem.Find(transaction, project, leaseId) is not { } held)
        {
            return null;
        }

        var now = transaction.Now;
        if (transaction.Prepare(Shorten).Bind(project).Bind(leaseId.Ordinal).Bind(leaseId.Epoch).Bind(now).Run() == 0)
        {
            return held.Item;
        }

        transaction.Prepare(InsertEnd).Bind(project).Bind(leaseId.Ordinal).Bind(leaseId.Epoch).Bind((long)request.End).Bind(now).Run();
        return held.Item with { LeaseUntil = LedgerTime.FromMicroseconds(now) };
    }
}
