using ActiveLearning.Contracts;
using ActiveLearning.Ledger.Labels;

namespace ActiveLearning.Grains.Annotators;

/// <summary>The leases that one annotator holds, in the order to show them. Decides what may be swapped; knows no silo.</summary>
public sealed class LeaseBuffer(IEnumerable<LeasedItem> live)
{
    private readonly List<LeasedItem> _items = [.. live];
    private readonly HashSet<LeaseId> _offered = [];
    private readonly HashSet<LeaseId> _swappedIn = [];
    private long _revision;

    /// <summary>Leases held, expired ones included until <see cref="DropExpired"/>.</summary>
    public int Count => _items.Count;

    /// <summary>All leases held.</summary>
    public IReadOnlyList<LeasedItem> All => _items;

    /// <summary>Leases whose item was never on the screen.</summary>
    public IEnumerable<LeasedItem> Unshown => _items.Where(i => !i.Shown && i.Lease.Channel == LeaseChannel.Hub);

    /// <summary>Leases that are live at this instant.</summary>
    public IReadOnlyList<LeasedItem> Live(DateTimeOffset now) => [.. _items.Where(i => i.Lease.IsLiveAt(now))];

    /// <summary>Whether the lease is held here.</summary>
    public bool Contains(LeaseId leaseId) => _items.Exists(i => i.Lease.Id == leaseId);

    /// <summary>The lease if it is held here, or null.</summary>
    public LeasedItem? Find(LeaseId leaseId) => _items.Find(i => i.Lease.Id == leaseId);

    /// <summary>Whether a lease has run out.</summary>
    public bool HasExpired(DateTimeOffset now) => _items.Exists(i => !i.Lease.IsLiveAt(now));

    /// <summary>Adds a new lease behind the others.</summary>
    public void Add(LeasedItem item) => _items.Add(item);

    /// <summary>Forgets all leases but these, and adds behind the others those that were missing.</summary>
    public void Keep(IReadOnlyList<LeasedItem> live)
    {
        ArgumentNullException.ThrowIfNull(live);
        var kept = live.Select(i => i.Lease.Id).ToHashSet();
        foreach (var gone in _items.Select(i => i.Lease.Id).Where(id => !kept.Contains(id)).ToArray())
        {
            Remove(gone);
        }

        _items.AddRange(live.Where(i => !Contains(i.Lease.Id)).ToArray());
    }

    /// <summary>Puts an item that came back (undo) before the others.</summary>
    public void AddFirst(LeasedItem item)
    {
        Remove(item.Lease.Id);
        _items.Insert(0, item);
    }

    /// <summary>Forgets a lease; false when it was not held.</summary>
    public bool Remove(LeaseId leaseId)
    {
        _offered.Remove(leaseId);
        _swappedIn.Remove(leaseId);
        return _items.RemoveAll(i => i.Lease.Id == leaseId) > 0;
    }

    /// <summary>Forgets leases that have run out; true when there were any.</summary>
    public bool DropExpired(DateTimeOffset now) => _items.RemoveAll(i => !i.Lease.IsLiveAt(now)) > 0;

    /// <summary>Notes that an item is on the screen; true the first time.</summary>
    public bool MarkShown(LeaseId leaseId)
    {
        var index = _items.FindIndex(i => i.Lease.Id == leaseId);
        if (index < 0 || _items[index].Shown)
        {
            return false;
        }

        _items[index] = _items[index] with { Shown = true };
        return true;
    }

    /// <summary>
    /// Leases that a better item may replace: taken through the hub, never on the screen, of the learning arm (the control arm is never swapped), and not
    /// offered before: once per buffer entry. The first item is about to be shown, so it stays.
    /// </summary>
    public IReadOnlyList<LeasedItem> Swappable(DateTimeOffset now) =>
        [.. _items.Skip(1).Where(i => !i.Shown
            && i.Lease.IsLiveAt(now)
            && i.Lease.Channel == LeaseChannel.Hub
            && i.Lease.Grounds.Arm == Arm.Learn
            && !_offered.Contains(i.Lease.Id)
            && !_swappedIn.Contains(i.Lease.Id))];

    /// <summary>Notes that a swap of this entry was offered.</summary>
    public void NoteOffered(LeaseId leaseId) => _offered.Add(leaseId);

    /// <summary>Puts an item in another's place; false when that one is gone or was shown meanwhile.</summary>
    public bool Swap(LeaseId old, LeasedItem better)
    {
        var index = _items.FindIndex(i => i.Lease.Id == old);
        if (index < 0 || _items[index].Shown)
        {
            return false;
        }

        _items[index] = better;
        _offered.Remove(old);
        _swappedIn.Add(better.Lease.Id);
        return true;
    }

    /// <summary>Whether the lease took another's place.</summary>
    public bool WasSwappedIn(LeaseId leaseId) => _swappedIn.Contains(leaseId);

    /// <summary>A number above all that this annotator was sent before, also by another silo: time does not run back by much, and the rest is counted.</summary>
    public long NextRevision(DateTimeOffset now) => _revision = Math.Max(_revision + 1, now.UtcTicks / TimeSpan.TicksPerMillisecond);
}
