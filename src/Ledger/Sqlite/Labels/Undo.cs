using ActiveLearning.Ledger.Items;
using ActiveLearning.Ledger.Labels;
using ActiveLearning.Ledger.Sql;

namespace ActiveLearning.Ledger.Sqlite;

/// <summary>
/// Takes an answer back: a row that supersedes it, one live answer less, and a fresh lease for the same annotator on the same grounds, unless somebody else
/// holds the item or it is blocked.
/// </summary>
internal static class Undo
{
    private const string DeleteLive = "DELETE FROM live_answers WHERE project = ?1 AND ordinal = ?2 AND annotator = ?3 AND sequence = ?4";

    private const string Reopen = """
        UPDATE items SET live_labels = live_labels - 1 WHERE project = ?1 AND ordinal = ?2
        """;

    private const string ReopenAndLease = """
        UPDATE items SET live_labels = live_labels - 1, epoch = epoch + 1, holder = ?3, lease_until = ?4 WHERE project = ?1 AND ordinal = ?2
        """;

    /// <summary>Does it.</summary>
    public static UndoResult Apply(LedgerTransaction transaction, UndoRequest request)
    {
        var project = request.ProjectKey;
        if (LabelRows.Find(transaction, project, request.Sequence) is not { Class: not null } label || label.Annotator != request.Annotator)
        {
            return new UndoResult(UndoOutcome.LabelUnknown, UndoRow: null, Lease: null, Item: null, IsRetry: false);
        }

        var now = transaction.Now;
        var item = ItemStateRow.Find(transaction, project, label.Ordinal)!;
        if (LabelRows.FindUndo(transaction, project, label.Sequence) is { } earlier)
        {
            return new UndoResult(UndoOutcome.Undone, earlier, LiveLease(transaction, request, item, now), item, IsRetry: true);
        }

        if (LabelRules.RefuseUndo(label, item, now, request.Window) is { } refusal)
        {
            return new UndoResult(refusal, UndoRow: null, Lease: null, item, IsRetry: false);
        }

        var tally = transaction.Tally(project);
        var row = LabelRules.UndoOf(label, ++tally.LabelSequence, now);
        LabelRows.Add(transaction, project, row);
        transaction.Prepare(DeleteLive).Bind(project).Bind(label.Ordinal).Bind(label.Annotator).Bind(label.Sequence).Run();
        tally.LiveLabels--;
        if (item.IsSettled)
        {
            tally.AddSettled(item, settled: false);
        }

        var lease = GiveBack(transaction, request, label, item, now);
        return new UndoResult(UndoOutcome.Undone, row, lease, ItemStateRow.Find(transaction, project, label.Ordinal), IsRetry: false);
    }

    private static Lease? GiveBack(LedgerTransaction transaction, UndoRequest request, LabelRow label, ItemState item, long now)
    {
        if (item.Blocked || item.IsLeasedAt(LedgerTime.FromMicroseconds(now)))
        {
            transaction.Prepare(Reopen).Bind(request.ProjectKey).Bind(label.Ordinal).Run();
            return null;
        }

        var until = now + LedgerTime.ToMicroseconds(request.LeaseDuration);
        transaction.Prepare(ReopenAndLease).Bind(request.ProjectKey).Bind(label.Ordinal).Bind(request.Annotator).Bind(until).Run();
        var first = LeaseRow.Find(transaction, request.ProjectKey, label.LeaseId)!;
        var held = item with { Epoch = item.Epoch + 1, Holder = request.Annotator, LeaseUntil = LedgerTime.FromMicroseconds(until) };
        return LeaseRow.Add(transaction, request.ProjectKey, held, now, first.Channel, first.Grounds);
    }

    private static Lease? LiveLease(LedgerTransaction transaction, UndoRequest request, ItemState item, long now) =>
        item.Holder == request.Annotator && item.IsLeasedAt(LedgerTime.FromMicroseconds(now))
            ? LeaseRow.FindByEpoch(transaction, request.ProjectKey, item.Ordinal, item.Epoch)
            : null;
}
