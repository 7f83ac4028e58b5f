using ActiveLearning.Contracts.Hubs;
using ActiveLearning.Grains.ContentItems;
using ActiveLearning.Grains.Encoding;
using ActiveLearning.Grains.Partitions;
using ActiveLearning.Grains.Placement;
using ActiveLearning.Grains.Projects;
using ActiveLearning.Grains.Routing;
using ActiveLearning.Ledger;
using ActiveLearning.Ledger.Labels;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Placement;
using Orleans.Runtime.Placement;

namespace ActiveLearning.Grains.Annotators;

/// <inheritdoc cref="IAnnotatorGrain"/>
/// <remarks>
/// One call at a time, so the buffer needs no lock. What must not make an answer wait (topping up, swaps) is asked of itself as a later call. Awake where it was first asked for and, once there is
/// a screen, where that is connected.
/// </remarks>
[PreferLocalPlacement]
[CollectionAgeLimit(Minutes = 10)]
public sealed partial class AnnotatorGrain(
    ILedger ledger,
    LabellingActivity activity,
    Handover handover,
    ILocalSiloDetails here,
    Routers routers,
    TimeProvider time,
    IOptions<LeaseOptions> options,
    ILogger<AnnotatorGrain> logger) : Grain, IAnnotatorGrain
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(1);

    private LeaseBuffer _buffer = null!;
    private Project _project = null!;
    private string _annotator = "";
    private Screen? _screen;
    private bool _paused;
    private IGrainTimer? _lookAgain;
    private IGrainTimer? _grace;

    private IRouterGrain Router => routers.Here(_project.Row.Id);

    /// <summary>Reads the live leases, so that a restart or a move costs nobody anything.</summary>
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        (var projectId, _annotator) = GrainKeys.Parse(this.GetPrimaryKeyString());
        _project = await GrainFactory.Reach<IProjectGrain>(GrainKeys.Project(projectId)).Read()
            ?? throw new ArgumentException($"There is no project {projectId}.");
        handover.WatchGuest(GrainContext, "serve", GrainFactory.Reach<IAnnotatorGrain>(this.GetPrimaryKeyString()).MakeRoom);
        await ReadClosedAsync(cancellationToken);
        _buffer = new LeaseBuffer(await ledger.Labels.ReadLiveLeasesAsync(_project.Row.Key, _annotator, cancellationToken));
    }

    /// <summary>The silo that the annotator leaves counts one screen less.</summary>
    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        if (_screen is not null)
        {
            Router.Presence(_annotator, false).Ignore();
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<LeasedItem>> Lease(int count)
    {
        NoteLabelling();
        NoteHandedOutBefore();
        await TopUpAsync(count, LeaseChannel.Http);
        return _buffer.Live(time.GetUtcNow());
    }

    /// <inheritdoc/>
    public async Task<RecordResult> Submit(LeaseId leaseId, int classIndex, int leadTimeMs)
    {
        NoteLabelling();
        await TookOfferAsync(leaseId);
        if (!await IsMineAsync(leaseId))
        {
            return new RecordResult(SubmitLabelOutcome.LeaseUnknown, null, null, false);
        }

        var result = await Item(leaseId).Record(leaseId, classIndex, leadTimeMs);
        var isClosed = result is { Outcome: SubmitLabelOutcome.Accepted, Item.IsSettled: false };
        if (isClosed)
        {
            _closed.Add(leaseId.Ordinal);
        }

        Drop(leaseId, isClosed);
        return result;
    }

    /// <inheritdoc/>
    public async Task<SkipResult> Skip(LeaseId leaseId, string reason)
    {
        NoteLabelling();
        await TookOfferAsync(leaseId);
        if (!await IsMineAsync(leaseId))
        {
            return new SkipResult(SkipOutcome.LeaseUnknown, null);
        }

        var result = await Item(leaseId).Skip(leaseId, reason);
        _closed.Add(leaseId.Ordinal);
        Drop(leaseId, isClosed: true);
        return result;
    }

    /// <inheritdoc/>
    public async Task<UndoResult> Undo(long sequence)
    {
        NoteLabelling();
        var label = await ledger.Labels.FindLabelAsync(_project.Row.Key, sequence, CancellationToken.None);
        if (label is null || label.Annotator != _annotator || label.Class is null)
        {
            return new UndoResult(UndoOutcome.LabelUnknown, null, null, null, false);
        }

        var undone = await GrainFactory.Reach<IContentItemGrain>(GrainKeys.Item(_project.Row.Id, label.Ordinal)).Undo(sequence, _annotator);
        if (undone.Result.Outcome == UndoOutcome.Undone)
        {
            _closed.Remove(label.Ordinal);
            if (undone.Item is not null)
            {
                _buffer.AddFirst(undone.Item);
            }

            Push();
        }

        return undone.Result;
    }

    /// <inheritdoc/>
    public async Task Shown(LeaseId leaseId)
    {
        NoteLabelling();
        await TookOfferAsync(leaseId);
        if (_buffer.MarkShown(leaseId))
        {
            await ledger.Labels.ShownAsync(_project.Row.Key, leaseId, CancellationToken.None);
        }
    }

    /// <inheritdoc/>
    public Task ComeTo(SiloAddress silo)
    {
        if (!here.SiloAddress.Equals(silo))
        {
            RequestContext.Set(IPlacementDirector.PlacementHintKey, silo);
            MigrateOnIdle();
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task MakeRoom()
    {
        if (_screen is { } screen)
        {
            screen.Observer.ConnectAgain().Ignore();
        }
        else
        {
            DeactivateOnIdle();
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task Connect(string connectionId, IAnnotatorObserver screen, bool again)
    {
        if (again && _screen is { } newer && newer.ConnectionId != connectionId)
        {
            return;
        }

        var isNew = _screen?.ConnectionId != connectionId;

        // A repeated call finds out what the screen has by sending it again: a push may have been lost.
        _screen = new Screen(connectionId, screen);
        _grace?.Dispose();
        _grace = null;
        _lookAgain ??= this.RegisterGrainTimer(LookAgainAsync, LookAgain, LookAgain);
        Router.Presence(_annotator, true).Ignore();
        if (isNew)
        {
            NoteLabelling();
            NoteHandedOutBefore();
            await TopUpAsync(options.Value.Buffer, LeaseChannel.Hub);
        }

        Push();
    }

    /// <inheritdoc/>
    public Task Disconnect(string connectionId)
    {
        if (_screen?.ConnectionId == connectionId)
        {
            LeaveScreen();
            var grace = options.Value.DisconnectGrace;
            DelayDeactivation(grace + LookAgain);
            _grace = this.RegisterGrainTimer(
                () => GiveBackAsync(_buffer.All.Where(i => i.Lease.Channel == LeaseChannel.Hub), LeaseEnd.Disconnected), grace, Timeout.InfiniteTimeSpan);
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task Leave(string connectionId)
    {
        if (_screen?.ConnectionId == connectionId)
        {
            LeaveScreen();
            await GiveBackAsync(_buffer.Unshown, LeaseEnd.Disconnected);
        }
    }

    /// <inheritdoc/>
    public async Task Refresh(bool offerSwaps)
    {
        if (_screen is null)
        {
            return;
        }

        await TopUpAsync(options.Value.Buffer, LeaseChannel.Hub);
        Push();
        if (offerSwaps)
        {
            await OfferSwapsAsync();
        }
    }

    /// <inheritdoc/>
    public async Task Withdraw()
    {
        _paused = true;
        await GiveBackAsync(_buffer.All, LeaseEnd.Paused);
        Push();
    }

    // Others may have struck this silo off without its knowing, and the person may have answered through one of them: nobody should have to look at an item twice.
    private void NoteHandedOutBefore() => _unsure |= _buffer.Count > 0;

    private void NoteLabelling()
    {
        activity.Touch();
        if (activity.IsTimeToTell(_project.Row.Key))
        {
            for (var partition = 0; partition < _project.Row.Partitions; partition++)
            {
                GrainFactory.Reach<IPoolPartitionGrain>(GrainKeys.Partition(_project.Row.Id, partition)).PeopleLabel().Ignore();
            }
        }
    }

    private IContentItemGrain Item(LeaseId leaseId) => GrainFactory.Reach<IContentItemGrain>(GrainKeys.Item(_project.Row.Id, leaseId.Ordinal));

    private async Task<bool> IsMineAsync(LeaseId leaseId) =>
        _buffer.Contains(leaseId)
        || (await ledger.Labels.FindLeaseAsync(_project.Row.Key, leaseId, CancellationToken.None))?.Annotator == _annotator;

    private void Drop(LeaseId leaseId, bool isClosed)
    {
        if (_buffer.Remove(leaseId) && isClosed)
        {
            Router.LeaseEnded(leaseId.Ordinal).Ignore();
        }

        if (_screen is not null)
        {
            this.AsReference<IAnnotatorGrain>().Refresh(offerSwaps: false).Ignore();
        }
    }

    private async Task GiveBackAsync(IEnumerable<LeasedItem> items, LeaseEnd end)
    {
        var leaving = items.ToArray();
        foreach (var item in leaving)
        {
            _buffer.Remove(item.Lease.Id);
            Router.LeaseEnded(item.Lease.Id.Ordinal).Ignore();
        }

        await Task.WhenAll(leaving.Select(i => Item(i.Lease.Id).Release(i.Lease.Id, end)));
    }

    private async Task LookAgainAsync(CancellationToken cancellationToken)
    {
        await GiveBackForgottenOffersAsync();

        // Only an annotator who waits or whose leases ran out needs this; everybody else is pushed to.
        if (_screen is not null && (_buffer.Count < options.Value.Buffer || _buffer.HasExpired(time.GetUtcNow())))
        {
            await TopUpAsync(options.Value.Buffer, LeaseChannel.Hub);
            Push();
        }
    }

    private void LeaveScreen()
    {
        _screen = null;
        _lookAgain?.Dispose();
        _lookAgain = null;
        Router.Presence(_annotator, false).Ignore();
    }

    /// <summary>Sends the whole buffer, unless the screen has it already.</summary>
    private void Push()
    {
        if (_screen is not { } screen)
        {
            return;
        }

        var items = _buffer.Live(time.GetUtcNow());
        var state = _paused ? QueueState.Paused : items.Count == 0 ? QueueState.UpToDate : QueueState.Active;
        LeaseId[] leases = [.. items.Select(i => i.Lease.Id)];
        if (screen.HasSeen(state, leases))
        {
            return;
        }

        var message = new QueueMessage(
            _buffer.NextRevision(time.GetUtcNow()), state, [.. items.Select(i => ToQueueItem(i) with { Swapped = _buffer.WasSwappedIn(i.Lease.Id) })]);
        screen.Observer.Queue(message).Ignore();
    }

    private static QueueItem ToQueueItem(LeasedItem item) => new(
        item.Lease.Id.ToString(), item.Text, item.Attributes, item.Lease.ExpiresAt, item.Lease.Grounds.Reason, item.Lease.Grounds.Neighbours, false);

    private sealed class Screen(string connectionId, IAnnotatorObserver observer)
    {
        private QueueState? _state;
        private LeaseId[] _leases = [];

        public string ConnectionId => connectionId;

        public IAnnotatorObserver Observer => observer;

        /// <summary>Forgets what was sent, so that the next push goes out whatever it says.</summary>
        public void Forget() => _state = null;

        /// <summary>Whether this is what was sent last; takes note of it.</summary>
        public bool HasSeen(QueueState state, LeaseId[] leases)
        {
            var same = _state == state && _leases.AsSpan().SequenceEqual(leases);
            (_state, _leases) = (state, leases);
            return same;
        }
    }
}
