using ActiveLearning.Contracts;
using ActiveLearning.Ledger.Items;
using ActiveLearning.Ledger.Labels;
using ActiveLearning.Ledger.Projects;

namespace ActiveLearning.Ledger.Tests.Model;

/// <summary>The ledger's rules once more, as plainly as they can be said: no SQL, no constraints, everything in lists.</summary>
internal sealed class LedgerModel(int overlap)
{
    public List<ModelItem> Items { get; } = [];

    public List<ModelLease> Leases { get; } = [];

    public List<LabelRow> Rows { get; } = [];

    public void AddItem() => Items.Add(new ModelItem(Items.Count, overlap));

    public GrantOutcome Grant(string annotator, int ordinal, long epoch, DateTimeOffset now)
    {
        var item = Items[ordinal];
        return item switch
        {
            { IsBlocked: true } => GrantOutcome.Blocked,
            { IsSettled: true } => GrantOutcome.Settled,
            _ when now < item.Until => GrantOutcome.Held,
            _ when item.LiveAnswers.ContainsKey(annotator) || item.Skippers.Contains(annotator) => GrantOutcome.NotForThisAnnotator,
            _ when epoch != item.Epoch => GrantOutcome.StaleEpoch,
            _ => GrantOutcome.Granted,
        };
    }

    public void Hold(Lease lease)
    {
        var item = Items[lease.Id.Ordinal];
        (item.Epoch, item.Holder, item.Until) = (item.Epoch + 1, lease.Annotator, lease.ExpiresAt);
        Leases.Add(new ModelLease(lease));
    }

    public SubmitLabelOutcome Record(ModelLease lease, int classPosition)
    {
        var item = Items[lease.Lease.Id.Ordinal];
        return lease switch
        {
            { Answer: { } answer } => answer.Class == classPosition ? SubmitLabelOutcome.Accepted : SubmitLabelOutcome.AnsweredOtherwise,
            _ when item.Epoch > lease.Lease.Id.Epoch => SubmitLabelOutcome.Superseded,
            _ when item.Skippers.Contains(lease.Lease.Annotator) => SubmitLabelOutcome.LeaseExpired,
            _ => SubmitLabelOutcome.Accepted,
        };
    }

    public void Answer(ModelLease lease, LabelRow row)
    {
        var item = Items[row.Ordinal];
        lease.Answer = row;
        item.LiveAnswers.Add(row.Annotator, row.Sequence);
        (item.Holder, item.Until) = (null, null);
        Rows.Add(row);
    }

    public UndoOutcome Undo(LabelRow? label, string annotator, TimeSpan window, DateTimeOffset now)
    {
        if (label is not { Class: not null } || label.Annotator != annotator)
        {
            return UndoOutcome.LabelUnknown;
        }

        var item = Items[label.Ordinal];
        if (IsUndone(label))
        {
            return UndoOutcome.Undone;
        }

        if (item.IsSettled && item.LiveAnswers.Count > 1)
        {
            return UndoOutcome.SettledByOthers;
        }

        return now >= label.LabelledAt + window ? UndoOutcome.WindowOver : UndoOutcome.Undone;
    }

    public bool IsUndone(LabelRow label) => Rows.Exists(row => row.Supersedes == label.Sequence);

    /// <summary>Takes the answer back.</summary>
    /// <returns>Whether the annotator gets the item again.</returns>
    public bool TakeBack(LabelRow label, LabelRow undo, DateTimeOffset now)
    {
        var item = Items[label.Ordinal];
        item.LiveAnswers.Remove(label.Annotator);
        Rows.Add(undo);
        return !item.IsBlocked && !(now < item.Until);
    }

    public SkipOutcome Skip(ModelLease lease)
    {
        var item = Items[lease.Lease.Id.Ordinal];
        if (lease.Answer is not null)
        {
            return SkipOutcome.Answered;
        }

        if (item.Skippers.Contains(lease.Lease.Annotator))
        {
            return SkipOutcome.Skipped;
        }

        if (item.Epoch > lease.Lease.Id.Epoch)
        {
            return SkipOutcome.Superseded;
        }

        item.Skippers.Add(lease.Lease.Annotator);
        (item.Holder, item.Until) = (null, null);
        return SkipOutcome.Skipped;
    }

    public void Release(ModelLease lease, DateTimeOffset now)
    {
        var item = Items[lease.Lease.Id.Ordinal];
        if (item.Epoch == lease.Lease.Id.Epoch && now < item.Until)
        {
            item.Until = now;
        }
    }

    public ProjectCounts Count(DateTimeOffset now)
    {
        var (settled, blocked, leased) = (Items.Count(item => item.IsSettled), Items.Count(item => item.IsBlocked), Items.Count(item => now < item.Until));
        return new ProjectCounts(
            Items.Count, Items.Count - settled - blocked - leased, leased, settled, blocked, 0, Items.Sum(item => item.LiveAnswers.Count), Rows.Count);
    }
}

/// <summary>One item of the model.</summary>
internal sealed class ModelItem(int ordinal, int overlap)
{
    public long Epoch { get; set; }

    public string? Holder { get; set; }

    public DateTimeOffset? Until { get; set; }

    public Dictionary<string, long> LiveAnswers { get; } = [];

    public HashSet<string> Skippers { get; } = [];

    public bool IsSettled => LiveAnswers.Count >= overlap;

    public bool IsBlocked => Skippers.Count >= 3;

    public ItemState ToState() => new(ordinal, $"i{ordinal}", ItemSplit.Pool, Epoch, Holder, Until, LiveAnswers.Count, overlap, IsBlocked);
}

/// <summary>A lease that was once granted, and its answer.</summary>
internal sealed class ModelLease(Lease lease)
{
    public Lease Lease { get; } = lease;

    public LabelRow? Answer { get; set; }
}
