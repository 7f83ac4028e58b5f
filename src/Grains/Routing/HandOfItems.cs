using ActiveLearning.Grains.Partitions;

namespace ActiveLearning.Grains.Routing;

/// <summary>An item taken from a partition, and whether the walk gave it.</summary>
/// <param name="Item">The item.</param>
/// <param name="Champion">Version that ranked it.</param>
/// <param name="FromWalk">Whether the walk gave it.</param>
/// <param name="Partition">Number of the partition.</param>
public readonly record struct TakenItem(FrontItem Item, int? Champion, bool FromWalk, int Partition);

/// <summary>
/// The items that a router holds of every partition's front, merged by rank. A partition whose items are used up is asked again before anything is handed out,
/// so the best of all partitions is always in hand; what gets old is put back for fresher ones.
/// </summary>
public sealed class HandOfItems(
    IReadOnlyList<IPoolPartitionGrain> partitions,
    Func<int, IReadOnlyCollection<int>, Task<FrontSlice>> take,
    bool bestFirst,
    TimeSpan lifetime,
    TimeProvider time)
{
    private const int Attempts = 4;
    private const int MostWaits = 20;

    // A little longer than a partition without items is left alone.
    private static readonly TimeSpan UntilPutBack = TimeSpan.FromMilliseconds(25);

    private readonly List<TakenItem>[] _items = [.. partitions.Select(_ => new List<TakenItem>())];
    private readonly DateTimeOffset[] _takenAt = new DateTimeOffset[partitions.Count];
    private readonly DateTimeOffset[] _emptyUntil = new DateTimeOffset[partitions.Count];
    private readonly bool[] _isElsewhere = new bool[partitions.Count];
    private readonly Task[] _taking = [.. partitions.Select(_ => Task.CompletedTask)];
    private readonly Task[] _puttingBack = [.. partitions.Select(_ => Task.CompletedTask)];
    private int _generation;
    private bool _isStale;

    /// <summary>The partitions.</summary>
    public IReadOnlyList<IPoolPartitionGrain> Partitions => partitions;

    /// <summary>Takes the best item that is wanted, or null when no partition has one, nor another silo's router within half a second.</summary>
    /// <param name="isWanted">Whether any other item will do.</param>
    /// <param name="notFor">Items that will not do; where none in hand does, partitions are asked for others than these.</param>
    public async Task<TakenItem?> TakeAsync(Func<FrontItem, bool> isWanted, IReadOnlyCollection<int> notFor)
    {
        for (var waits = 0; ; waits++)
        {
            if (await TakeOrAskAsync(item => !notFor.Contains(item.Ordinal) && isWanted(item), notFor) is { } taken)
            {
                return taken;
            }

            if (waits == MostWaits || !_isElsewhere.Contains(true))
            {
                return null;
            }

            await Task.Delay(UntilPutBack, time);
        }
    }

    /// <summary>Puts back what is in hand of a partition, also what is on its way.</summary>
    public async Task GiveBackAsync(int partition)
    {
        await _taking[partition].ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        PutBack(partition);
    }

    /// <summary>Puts everything back at once: whoever holds the hand is going.</summary>
    public void PutBackAll()
    {
        for (var partition = 0; partition < partitions.Count; partition++)
        {
            PutBack(partition);
        }
    }

    private async Task<TakenItem?> TakeOrAskAsync(Func<FrontItem, bool> isWanted, IReadOnlyCollection<int> notFor)
    {
        for (var attempt = 0; ; attempt++)
        {
            PutBackOld();
            var generation = _generation;
            await Task.WhenAll(Enumerable.Range(0, partitions.Count).Where(p => _items[p].Count == 0).Select(p => FillAsync(p, [])));
            if (generation == _generation || attempt == Attempts)
            {
                if (TakeBest(isWanted) is { } taken)
                {
                    return taken;
                }

                // What is in hand is not for this annotator; the rest of the fronts may be, though not what a partition is giving for somebody else.
                var isShared = _taking.Any(taking => !taking.IsCompleted);
                await Task.WhenAll(Enumerable.Range(0, partitions.Count).Select(p => FillAsync(p, notFor)));
                if ((generation == _generation && !isShared) || attempt >= Attempts)
                {
                    return TakeBest(isWanted);
                }
            }

            // Another caller put the hand back while this one waited: what is left of it is not the best of all partitions.
        }
    }

    /// <summary>Takes the best wanted item that is in hand, without asking the partitions for more.</summary>
    public TakenItem? TakeInHand(Func<FrontItem, bool> isWanted) => TakeBest(isWanted);

    /// <summary>Takes an item out of the hand, if it is there: it was handed out for another reason and would only be refused.</summary>
    /// <param name="ordinal">The item.</param>
    public void Remove(int ordinal)
    {
        foreach (var items in _items)
        {
            items.RemoveAll(item => item.Item.Ordinal == ordinal);
        }
    }

    /// <summary>Lets the next caller put everything back and begin anew; whoever is waiting for partitions now is not disturbed.</summary>
    public void Drop() => _isStale = true;

    private TakenItem? TakeBest(Func<FrontItem, bool> isWanted)
    {
        (int Partition, int Index)? best = null;
        for (var p = 0; p < partitions.Count; p++)
        {
            // Within a partition the order is the acquisition function's own; only the first wanted one competes.
            var index = _items[p].FindIndex(i => isWanted(i.Item));
            if (index >= 0 && (best is not { } b || IsBefore(_items[p][index].Item.Rank, _items[b.Partition][b.Index].Item.Rank)))
            {
                best = (p, index);
            }
        }

        if (best is not { } found)
        {
            return null;
        }

        var item = _items[found.Partition][found.Index];
        _items[found.Partition].RemoveAt(found.Index);
        return item;
    }

    private bool IsBefore(double a, double b) => bestFirst ? a > b : a < b;

    /// <summary>Callers that come while a partition is being asked share its answer.</summary>
    private Task FillAsync(int partition, IReadOnlyCollection<int> notFor) =>
        _taking[partition].IsCompleted ? _taking[partition] = FillOnceAsync(partition, notFor) : _taking[partition];

    private async Task FillOnceAsync(int partition, IReadOnlyCollection<int> notFor)
    {
        if (time.GetUtcNow() < _emptyUntil[partition])
        {
            return;
        }

        // What was put back is free again only then; asked before, the partition would give later items, or none.
        await _puttingBack[partition].ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        var generation = _generation;
        var slice = await take(partition, notFor);
        _isElsewhere[partition] = slice.IsElsewhere;
        if (_items[partition].Count == 0)
        {
            _takenAt[partition] = time.GetUtcNow();
        }

        _items[partition].AddRange(slice.Items.Select(i => new TakenItem(i, slice.Champion, !bestFirst, partition)));
        if (slice.Items.Count == 0 && !slice.LeftForOthers && generation == _generation)
        {
            // Short: an item that comes back must not wait, and a partition without items must not be asked for every annotator. Of what was put back since, this answer says nothing.
            _emptyUntil[partition] = time.GetUtcNow() + TimeSpan.FromMilliseconds(20);
        }
    }

    private void PutBackOld()
    {
        var now = time.GetUtcNow();
        for (var p = 0; p < partitions.Count; p++)
        {
            if (_isStale || (_items[p].Count > 0 && now - _takenAt[p] > lifetime))
            {
                PutBack(p);
            }

            _emptyUntil[p] = _isStale ? default : _emptyUntil[p];
        }

        _isStale = false;
    }

    private void PutBack(int partition)
    {
        if (_items[partition].Count > 0)
        {
            _generation++;
            _emptyUntil[partition] = default;
            _puttingBack[partition] = partitions[partition].PutBack([.. _items[partition].Select(i => i.Item.Ordinal)], ofWalk: !bestFirst);
            _items[partition].Clear();
        }
    }
}
