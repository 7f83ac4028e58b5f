using ActiveLearning.Ledger.Items;

namespace ActiveLearning.Grains.Partitions;

/// <summary>
/// What a partition knows of its pool items: rows in the order of their ordinals, each with epoch, labels and place in the walk. Truth is in the ledger; this
/// is the newest that was heard of it. Half-open intervals: a lease or reservation is live until, not at, its end.
/// </summary>
/// <remarks>23 bytes a row, since most items of a large pool are never touched; what is leased or set aside costs more while it is.</remarks>
public sealed class PoolRows
{
    private const int HeldBeforePurge = 1_024;

    private readonly Dictionary<int, Ends> _held = [];
    private readonly PriorityQueue<int, long> _leaseEnds = new();
    private int[] _ordinals = [];
    private long[] _walkRanks = [];
    private uint[] _epochs = [];
    private byte[] _liveLabels = [];
    private byte[] _overlaps = [];
    private bool[] _blocked = [];
    private int[] _walk = [];
    private int _walked;
    private int _unsorted;
    private int _purgeAt = HeldBeforePurge;

    /// <summary>Number of rows.</summary>
    public int Count { get; private set; }

    /// <summary>Number of rows whose item has a label.</summary>
    public int LabelledCount { get; private set; }

    /// <summary>Rows whose item has a label, ascending. Looked up anew each time, a pass over a byte a row: a set of them would grow with every label.</summary>
    public IEnumerable<int> Labelled
    {
        get
        {
            for (var row = NextLabelled(0); row < Count; row = NextLabelled(row + 1))
            {
                yield return row;
            }
        }
    }

    /// <summary>Grows when rows changed their places in <see cref="WalkOrder"/>.</summary>
    public int WalkVersion { get; private set; }

    /// <summary>The ordinal of a row.</summary>
    public int OrdinalOf(int row) => _ordinals.AsSpan(0, Count)[row];

    /// <summary>The epoch of a row's item as last heard.</summary>
    public long EpochOf(int row) => _epochs[row];

    /// <summary>The row's rank in the walk.</summary>
    public long WalkRankOf(int row) => _walkRanks[row];

    /// <summary>Whether the row's item has a label and wants more.</summary>
    public bool WantsSecondOpinion(int row) => _liveLabels[row] > 0 && _liveLabels[row] < _overlaps[row];

    /// <summary>Whether the row's item has a label.</summary>
    public bool IsLabelled(int row) => _liveLabels[row] > 0;

    /// <summary>Whether the row's item was set aside for the owner after skips.</summary>
    public bool IsBlocked(int row) => _blocked[row];

    /// <summary>Finds an item's row, or -1.</summary>
    public int RowOf(int ordinal) => Math.Max(-1, _ordinals.AsSpan(0, Count).BinarySearch(ordinal));

    /// <summary>Appends an item; ordinals ascend.</summary>
    public int Add(PartitionItem item)
    {
        if (Count == _ordinals.Length)
        {
            Grow();
        }

        var row = Count++;
        _ordinals[row] = item.State.Ordinal;
        _walkRanks[row] = item.WalkRank;
        _walk[row] = row;
        _unsorted++;
        Apply(item.State);
        return row;
    }

    /// <summary>Takes over an item's rank in the walk: it stands there for its near-duplicates too.</summary>
    public void MoveInWalk(PartitionItem item)
    {
        if (RowOf(item.State.Ordinal) is >= 0 and var row && _walkRanks[row] != item.WalkRank)
        {
            _walkRanks[row] = item.WalkRank;
            _unsorted++;
        }
    }

    /// <summary>Takes over an item's state unless it is older than what is known. True when the item may be offered now and could not before.</summary>
    public bool Apply(ItemState state)
    {
        var row = RowOf(state.Ordinal);
        if (row < 0 || state.Epoch < _epochs[row])
        {
            return false;
        }

        // News of the epoch that was known, such as another group, ends no turn: what was set aside stays so.
        var sameTurn = state.Epoch == _epochs[row];
        var wasOffered = _epochs[row] > 0 || _liveLabels[row] > 0;
        var wasDone = IsDone(row);
        _epochs[row] = (uint)Math.Min(state.Epoch, uint.MaxValue);
        LabelledCount += (state.LiveLabels > 0 ? 1 : 0) - (IsLabelled(row) ? 1 : 0);
        _liveLabels[row] = (byte)state.LiveLabels;
        _overlaps[row] = (byte)state.Overlap;
        _blocked[row] = state.Blocked || state.Representative is not null;
        if (wasDone && !IsDone(row))
        {
            // It may stand anywhere below the reached rank: the walk starts over and passes what is done.
            _walked = 0;
        }

        var leaseUntil = state.LeaseUntil?.UtcTicks ?? 0;
        Hold(row, sameTurn ? EndsOf(row) with { Lease = leaseUntil } : new Ends(leaseUntil, 0, 0, null));
        if (leaseUntil > 0 && !IsDone(row))
        {
            _leaseEnds.Enqueue(row, leaseUntil);
        }

        return wasOffered && leaseUntil == 0 && !IsDone(row);
    }

    /// <summary>Whether the row may be offered: neither settled, blocked, leased, represented by another nor set aside.</summary>
    public bool IsOpen(int row, DateTimeOffset now) => !IsDone(row)
        && (!_held.TryGetValue(row, out var ends) || (ends.Lease <= now.UtcTicks && ends.Reservation <= now.UtcTicks));

    /// <summary>Whether nobody holds the row and it is not done, set aside or not: what is set aside may come back.</summary>
    public bool IsFree(int row, DateTimeOffset now) => !IsDone(row) && EndsOf(row).Lease <= now.UtcTicks;

    /// <summary>Rows whose item somebody is labelling, in no order.</summary>
    public IEnumerable<int> LeasedAt(DateTimeOffset now) => _held.Where(row => row.Value.Lease > now.UtcTicks && !_blocked[row.Key]).Select(row => row.Key);

    /// <summary>Sets a row aside until a time.</summary>
    /// <param name="row">The row.</param>
    /// <param name="until">The time.</param>
    /// <param name="taker">For which silo's router.</param>
    public void Reserve(int row, DateTimeOffset until, SiloAddress? taker = null) => Hold(row, EndsOf(row) with { Reservation = until.UtcTicks, Taker = taker });

    /// <summary>Frees a row that was set aside.</summary>
    public void PutBack(int row) => Hold(row, EndsOf(row) with { Reservation = 0, Taker = null });

    /// <summary>For whom open rows are set aside.</summary>
    public IEnumerable<SiloAddress> TakersAt(DateTimeOffset now) => _held
        .Where(row => row.Value.Taker is not null && row.Value.Reservation > now.UtcTicks && IsFree(row.Key, now))
        .Select(row => row.Value.Taker!)
        .Distinct();

    /// <summary>
    /// Counts a row that was set aside as leased until a time: it was handed out. One that was heard of since then is no longer set aside, and what was heard is newer.
    /// </summary>
    public void HandOut(int row, DateTimeOffset until)
    {
        if (_held.TryGetValue(row, out var ends) && (ends.Reservation > 0 || ends.WalkReservation > 0))
        {
            Hold(row, new Ends(Math.Max(ends.Lease, until.UtcTicks), 0, 0, null));
            _leaseEnds.Enqueue(row, EndsOf(row).Lease);
        }
    }

    /// <summary>Sets a row aside for the walk until a time; <see cref="DateTimeOffset.MinValue"/> frees it.</summary>
    public void ReserveForWalk(int row, DateTimeOffset until) => Hold(row, EndsOf(row) with { WalkReservation = until.UtcTicks });

    /// <summary>Rows whose lease has ended by the clock since the last call and that may be offered again.</summary>
    public IEnumerable<int> SweepEnded(DateTimeOffset now)
    {
        while (_leaseEnds.TryPeek(out var row, out var end) && end <= now.UtcTicks)
        {
            _leaseEnds.Dequeue();
            if (EndsOf(row).Lease == end && IsOpen(row, now))
            {
                yield return row;
            }
        }

        PurgeEnded(now.UtcTicks);
    }

    /// <summary>
    /// Rows that nobody holds, in the order of the walk, passing over settled ones: the walk counts those. What is set aside for the learning arm is not held, so the
    /// walk takes it: its order is what makes it a random sample.
    /// </summary>
    public IEnumerable<int> Walk(DateTimeOffset now)
    {
        SortWalk();
        while (_walked < Count && IsDone(_walk[_walked]))
        {
            _walked++;
        }

        for (var i = _walked; i < Count; i++)
        {
            var row = _walk[i];
            var ends = EndsOf(row);
            if (!IsDone(row) && ends.Lease <= now.UtcTicks && ends.WalkReservation <= now.UtcTicks)
            {
                yield return row;
            }
        }
    }

    /// <summary>All rows in the order of the walk: a random order that is the same after every restart.</summary>
    public IReadOnlyList<int> WalkOrder()
    {
        SortWalk();
        return new ArraySegment<int>(_walk, 0, Count);
    }

    private bool IsDone(int row) => _blocked[row] || _liveLabels[row] >= _overlaps[row];

    private int NextLabelled(int from) => _liveLabels.AsSpan(from, Count - from).IndexOfAnyExcept((byte)0) is >= 0 and var further ? from + further : Count;

    private Ends EndsOf(int row) => _held.GetValueOrDefault(row);

    private void Hold(int row, Ends ends)
    {
        if (ends == default)
        {
            _held.Remove(row);
        }
        else
        {
            _held[row] = ends;
        }
    }

    /// <summary>Ends that have passed say nothing any more; they are dropped each time the live ones have doubled.</summary>
    private void PurgeEnded(long nowTicks)
    {
        if (_held.Count >= _purgeAt)
        {
            foreach (var (row, ends) in _held)
            {
                if (ends.Lease <= nowTicks && ends.Reservation <= nowTicks && ends.WalkReservation <= nowTicks)
                {
                    _held.Remove(row);
                }
            }

            _purgeAt = Math.Max(HeldBeforePurge, 2 * _held.Count);
        }
    }

    private void SortWalk()
    {
        if (_unsorted > 0)
        {
            // New items open holes below the reached rank: the walk starts over and passes what is done.
            Array.Sort(_walkRanks.AsSpan(0, Count).ToArray(), WalkFromRows(), 0, Count);
            _walked = 0;
            _unsorted = 0;
            WalkVersion++;
        }
    }

    private int[] WalkFromRows()
    {
        for (var row = 0; row < Count; row++)
        {
            _walk[row] = row;
        }

        return _walk;
    }

    /// <summary>By an eighth: doubling would leave half of a large pool's memory unused.</summary>
    private void Grow()
    {
        var rows = Count + (Count / 8) + 64;
        Array.Resize(ref _ordinals, rows);
        Array.Resize(ref _walkRanks, rows);
        Array.Resize(ref _epochs, rows);
        Array.Resize(ref _liveLabels, rows);
        Array.Resize(ref _overlaps, rows);
        Array.Resize(ref _blocked, rows);
        Array.Resize(ref _walk, rows);
    }

    /// <summary>When what keeps a row from being offered ends, in ticks of UTC; 0 where nothing does.</summary>
    private readonly record struct Ends(long Lease, long Reservation, long WalkReservation, SiloAddress? Taker);
}
