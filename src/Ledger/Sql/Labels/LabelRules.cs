using ActiveLearning.Contracts;
using ActiveLearning.Ledger.Items;
using ActiveLearning.Ledger.Labels;

namespace ActiveLearning.Ledger.Sql;

/// <summary>Why a request is refused, and what an undo leaves: the same words on every database.</summary>
internal static class LabelRules
{
    /// <summary>Different people whose skips block an item.</summary>
    public const int SkippersThatBlock = 3;

    /// <summary>Why an item was not granted.</summary>
    /// <param name="item">Its true state; null for none.</param>
    /// <param name="now">The ledger's clock in microseconds since 1970 UTC.</param>
    /// <param name="isClosedToAnnotator">Whether this annotator has answered or skipped it; asked only when nothing else is in the way.</param>
    public static GrantOutcome RefuseGrant(ItemState? item, long now, Func<bool> isClosedToAnnotator) => item switch
    {
        null => GrantOutcome.Unknown,
        { Blocked: true } or { Split: ItemSplit.Test } => GrantOutcome.Blocked,
        { Representative: not null } => GrantOutcome.Represented,
        { IsSettled: true } => GrantOutcome.Settled,
        _ when item.IsLeasedAt(LedgerTime.FromMicroseconds(now)) => GrantOutcome.Held,
        _ when isClosedToAnnotator() => GrantOutcome.NotForThisAnnotator,
        _ => GrantOutcome.StaleEpoch,
    };

    /// <summary>Why an answer under a known lease does not count.</summary>
    public static SubmitLabelOutcome RefuseAnswer(ItemState item, LeaseId leaseId) =>
        item.Epoch > leaseId.Epoch ? SubmitLabelOutcome.Superseded : SubmitLabelOutcome.LeaseExpired;

    /// <summary>Why a live label may not be taken back; null when it may.</summary>
    public static UndoOutcome? RefuseUndo(LabelRow label, ItemState item, long now, TimeSpan window)
    {
        // The label is live, so it is one of those that settle the item: with an overlap of 1 there are no others.
        if (item.IsSettled && item.LiveLabels > 1)
        {
            return UndoOutcome.SettledByOthers;
        }

        var isOver = now - LedgerTime.ToMicroseconds(label.LabelledAt) >= LedgerTime.ToMicroseconds(window);
        return isOver ? UndoOutcome.WindowOver : null;
    }

    /// <summary>The row that takes a label back.</summary>
    public static LabelRow UndoOf(LabelRow label, long sequence, long now) => label with
    {
        Sequence = sequence,
        Class = null,
        LabelledAt = LedgerTime.FromMicroseconds(now),
        LeadTimeMs = 0,
        Supersedes = label.Sequence,
    };
}
