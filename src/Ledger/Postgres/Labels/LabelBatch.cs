using ActiveLearning.Contracts;
using ActiveLearning.Ledger.Items;
using ActiveLearning.Ledger.Labels;
using ActiveLearning.Ledger.Sql;
using Npgsql;

namespace ActiveLearning.Ledger.Postgres;

/// <summary>
/// The label requests of one transaction. All that decides about them is locked and read in one trip to the server, each request is then decided in memory in its turn, and
/// what they change is written in another trip: a few statements, however many requests there are.
/// </summary>
internal sealed partial class LabelBatch(PostgresTransaction transaction)
{
    private readonly Dictionary<(int Project, int Ordinal), ItemInHand> items = [];
    private readonly Dictionary<(int Project, long Sequence), int> ordinalsOfLabels = [];
    private readonly LabelBatchRows written = new();

    /// <summary>Grants an item.</summary>
    public GrantResult Grant(GrantRequest request)
    {
        var now = transaction.Now;
        if (!items.TryGetValue((request.ProjectKey, request.Ordinal), out var item))
        {
            return new GrantResult(GrantOutcome.Unknown, Lease: null, Item: null);
        }

        var state = item.State;
        if (state.Epoch != request.ExpectedEpoch || state.Split != ItemSplit.Pool || state.Blocked || state.Representative is not null || state.IsSettled
            || state.IsLeasedAt(LedgerTime.FromMicroseconds(now)) || item.IsClosedTo(request.Annotator))
        {
            return new GrantResult(LabelRules.RefuseGrant(state, now, () => item.IsClosedTo(request.Annotator)), Lease: null, state);
        }

        var lease = Lease(item, request.Annotator, now, request.Duration, request.Channel, request.Grounds);
        return new GrantResult(GrantOutcome.Granted, lease, item.State);
    }

    /// <summary>Records an answer.</summary>
    public RecordResult Record(RecordRequest request)
    {
        var leaseId = request.LeaseId;
        if (Find(request.ProjectKey, leaseId) is not ({ } item, { } lease))
        {
            return new RecordResult(SubmitLabelOutcome.LeaseUnknown, Label: null, Item: null, IsRetry: false);
        }

        var now = transaction.Now;
        if (item.AnswerUnder(leaseId) is { } first)
        {
            return first.Class == request.Class
                ? new RecordResult(SubmitLabelOutcome.Accepted, first, item.State, IsRetry: true)
                : Refuse(request, item, SubmitLabelOutcome.AnsweredOtherwise, now) with { Label = first, IsRetry = true };
        }

        if (item.SkippedBy.Contains(lease.Annotator) || item.State.Epoch != leaseId.Epoch || item.State.IsSettled || item.State.Blocked)
        {
            return Refuse(request, item, LabelRules.RefuseAnswer(item.State, leaseId), now);
        }

        var tally = transaction.Tally(item.Project);
        var label = new LabelRow(
            ++tally.LabelSequence, leaseId.Ordinal, leaseId, lease.Annotator, request.Class, lease.LeasedAt, LedgerTime.FromMicroseconds(now),
            request.LeadTimeMs, request.StandardVersion, lease.Grounds.Arm, Supersedes: null);
        item.Labels.Add(label);
        written.Labels.Add((item.Project, label));
        item.Become(item.State with { LiveLabels = item.State.LiveLabels + 1, Holder = null, LeaseUntil = null });
        tally.LiveLabels++;
        if (item.State.IsSettled)
        {
            tally.AddSettled(item.State, settled: true);
        }

        return new RecordResult(SubmitLabelOutcome.Accepted, label, item.State, IsRetry: false);
    }

    /// <summary>Takes an answer back.</summary>
    public UndoResult Undo(UndoRequest request)
    {
        var now = transaction.Now;
        if (!ordinalsOfLabels.TryGetValue((request.ProjectKey, request.Sequence), out var ordinal)
            || !items.TryGetValue((request.ProjectKey, ordinal), out var item)
            || item.Labels.Find(row => row.Sequence == request.Sequence) is not { Class: not null } label
            || label.Annotator != request.Annotator)
        {
            return new UndoResult(UndoOutcome.LabelUnknown, UndoRow: null, Lease: null, Item: null, IsRetry: false);
        }

        if (item.Labels.Find(row => row.Supersedes == label.Sequence) is { } earlier)
        {
            var isHeld = item.State.Holder == request.Annotator && item.State.IsLeasedAt(LedgerTime.FromMicroseconds(now));
            return new UndoResult(UndoOutcome.Undone, earlier, isHeld ? item.Leases.GetValueOrDefault(item.State.Epoch) : null, item.State, IsRetry: true);
        }

        if (LabelRules.RefuseUndo(label, item.State, now, request.Window) is { } refusal)
        {
            return new UndoResult(refusal, UndoRow: null, Lease: null, item.State, IsRetry: false);
        }

        var tally = transaction.Tally(item.Project);
        var undo = LabelRules.UndoOf(label, ++tally.LabelSequence, now);
        item.Labels.Add(undo);
        written.Labels.Add((item.Project, undo));
        tally.LiveLabels--;
        if (item.State.IsSettled)
        {
            tally.AddSettled(item.State, settled: false);
        }

        var isTaken = item.State.Blocked || item.State.IsLeasedAt(LedgerTime.FromMicroseconds(now));
        item.Become(item.State with { LiveLabels = item.State.LiveLabels - 1 });
        var first = item.Leases[label.LeaseId.Epoch];
        var fresh = isTaken ? null : Lease(item, request.Annotator, now, request.LeaseDuration, first.Channel, first.Grounds);
        return new UndoResult(UndoOutcome.Undone, undo, fresh, item.State, IsRetry: false);
    }

    /// <summary>Gives an item up.</summary>
    public SkipResult Skip(SkipRequest request)
    {
        var leaseId = request.LeaseId;
        if (Find(request.ProjectKey, leaseId) is not ({ } item, { } lease))
        {
            return new SkipResult(SkipOutcome.LeaseUnknown, Item: null);
        }

        if (item.AnswerUnder(leaseId) is not null)
        {
            return new SkipResult(SkipOutcome.Answered, item.State);
        }

        if (item.SkippedBy.Contains(lease.Annotator))
        {
            return new SkipResult(SkipOutcome.Skipped, item.State);
        }

        if (item.State.Epoch != leaseId.Epoch)
        {
            return new SkipResult(SkipOutcome.Superseded, item.State);
        }

        item.Skips++;
        item.SkippedBy.Add(lease.Annotator);
        item.Become(item.State with { Holder = null, LeaseUntil = null, Blocked = item.Skips >= LabelRules.SkippersThatBlock });
        written.Skips.Add((request, lease.Annotator, transaction.Now));
        if (item.State.Blocked)
        {
            transaction.Tally(item.Project).BlockedItems += 1 + item.State.Represented;
        }

        return new SkipResult(SkipOutcome.Skipped, item.State);
    }

    /// <summary>Ends a lease. The epoch stays, so an answer that is on its way is good until somebody else is granted the item.</summary>
    public ItemState? Release(ReleaseRequest request)
    {
        if (Find(request.ProjectKey, request.LeaseId) is not ({ } item, _))
        {
            return null;
        }

        var now = LedgerTime.FromMicroseconds(transaction.Now);
        if (item.State.Epoch == request.LeaseId.Epoch && item.State.IsLeasedAt(now))
        {
            item.Become(item.State with { LeaseUntil = now });
            written.Ends[(request.ProjectKey, request.LeaseId)] = (request.End, transaction.Now);
        }

        return item.State;
    }

    /// <summary>Notes that an item was shown.</summary>
    /// <returns>Whether the lease is known.</returns>
    public bool Show(ShownRequest request)
    {
        if (Find(request.ProjectKey, request.LeaseId) is not ({ } _, { } _))
        {
            return false;
        }

        written.Shown.TryAdd((request.ProjectKey, request.LeaseId), transaction.Now);
        return true;
    }

    /// <summary>Writes what the requests have changed.</summary>
    public void Store(NpgsqlConnection connection) => written.Store(connection, items.Values.Where(item => item.IsChanged).ToArray());

    private (ItemInHand? Item, Lease? Lease) Find(int project, LeaseId id) =>
        items.TryGetValue((project, id.Ordinal), out var item) && item.Find(id) is { } lease ? (item, lease) : (null, null);

    private Lease Lease(ItemInHand item, string annotator, long now, TimeSpan duration, LeaseChannel channel, LeaseGrounds grounds)
    {
        var until = LedgerTime.FromMicroseconds(now + LedgerTime.ToMicroseconds(duration));
        item.Become(item.State with { Epoch = item.State.Epoch + 1, Holder = annotator, LeaseUntil = until });
        var id = new LeaseId(item.State.Ordinal, item.State.Epoch, transaction.NewNonce());
        var lease = new Lease(id, item.State.Id, annotator, LedgerTime.FromMicroseconds(now), until, channel, grounds);
        item.Leases[id.Epoch] = lease;
        written.Leases.Add((item.Project, lease));
        return lease;
    }

    private RecordResult Refuse(RecordRequest request, ItemInHand item, SubmitLabelOutcome outcome, long now)
    {
        written.Refused.TryAdd((request.ProjectKey, request.LeaseId, request.Class), (request, outcome, now));
        return new RecordResult(outcome, Label: null, item.State, IsRetry: false);
    }
}
