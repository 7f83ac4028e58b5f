using ActiveLearning.Ledger.Items;
using ActiveLearning.Ledger.Labels;
using ActiveLearning.Ledger.Sql;

namespace ActiveLearning.Ledger.Sqlite;

/// <summary>
/// Grants an item: one conditional update that is fenced by the epoch, and the lease row. When the update finds no row, the item's true state says why.
/// </summary>
internal static class Grant
{
    private const string Take = $"""
        UPDATE items SET epoch = epoch + 1, holder = ?4, lease_until = ?5
        WHERE project = ?1 AND ordinal = ?2 AND epoch = ?3 AND split = 0 AND blocked = 0 AND representative IS NULL AND live_labels < overlap
          AND (lease_until IS NULL OR lease_until <= ?6)
          AND NOT EXISTS (SELECT 1 FROM live_answers a WHERE a.project = ?1 AND a.ordinal = ?2 AND a.annotator = ?4)
          AND NOT EXISTS (SELECT 1 FROM skips s WHERE s.project = ?1 AND s.ordinal = ?2 AND s.annotator = ?4)
        RETURNING {ItemStateRow.Columns}
        """;

    private const string IsClosedToAnnotator = """
        SELECT EXISTS (SELECT 1 FROM live_answers WHERE project = ?1 AND ordinal = ?2 AND annotator = ?3)
            OR EXISTS (SELECT 1 FROM skips WHERE project = ?1 AND ordinal = ?2 AND annotator = ?3)
        """;

    /// <summary>Does it.</summary>
    public static GrantResult Apply(LedgerTransaction transaction, GrantRequest request)
    {
        var now = transaction.Now;
        var until = now + LedgerTime.ToMicroseconds(request.Duration);
        if (TakeItem(transaction, request, now, until) is not { } item)
        {
            return Refuse(transaction, request, now);
        }

        var lease = LeaseRow.Add(transaction, request.ProjectKey, item, now, request.Channel, request.Grounds);
        return new GrantResult(GrantOutcome.Granted, lease, item);
    }

    private static ItemState? TakeItem(LedgerTransaction transaction, GrantRequest request, long now, long until)
    {
        using var taken = transaction.Prepare(Take)
            .Bind(request.ProjectKey).Bind(request.Ordinal).Bind(request.ExpectedEpoch).Bind(request.Annotator).Bind(until).Bind(now);
        if (!taken.Step())
        {
            return null;
        }

        var item = ItemStateRow.Read(taken, 0);

        // RETURNING statements are run to their end, or the update would be left half-way.
        taken.Step();
        return item;
    }

    private static GrantResult Refuse(LedgerTransaction transaction, GrantRequest request, long now)
    {
        var item = ItemStateRow.Find(transaction, request.ProjectKey, request.Ordinal);
        var outcome = LabelRules.RefuseGrant(item, now, () => ClosedTo(transaction, request));
        return new GrantResult(outcome, Lease: null, item);
    }

    private static bool ClosedTo(LedgerTransaction transaction, GrantRequest request)
    {
        using var row = transaction.Prepare(IsClosedToAnnotator).Bind(request.ProjectKey).Bind(request.Ordinal).Bind(request.Annotator);
        return row.Step() && row.Int32(0) != 0;
    }
}
