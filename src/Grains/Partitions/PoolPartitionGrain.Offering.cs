using ActiveLearning.Contracts;
using ActiveLearning.Grains.Telemetry;

namespace ActiveLearning.Grains.Partitions;

/// <content>What routers take, give back and have handed out.</content>
public sealed partial class PoolPartitionGrain
{
    private const int SomePerItem = 32;

    // An item that two routers have nobody for would go from hand to hand as fast as they ask.
    private static readonly TimeSpan AskBackEvery = TimeSpan.FromMilliseconds(100);

    private readonly HashSet<SiloAddress> _routerSilos = [];
    private DateTimeOffset _askedBackAt;

    /// <inheritdoc/>
    public Task<FrontSlice> TakeFront(int count, SiloAddress? router, int[]? handedOut, int[]? notFor)
    {
        var now = time.GetUtcNow();
        NoteRouter(router);
        NoteHandedOut(handedOut ?? [], now);
        foreach (var ended in _rows.SweepEnded(now))
        {
            _front.Return(ended);
        }

        // Several routers share what is left: none sits on the last items.
        count = _routerSilos.Count > 1 ? Math.Clamp((_rows.Count - _rows.LabelledCount) / (2 * _routerSilos.Count), 1, count) : count;
        var items = new List<FrontItem>(count);
        var left = new LeftForOthers(_rows, notFor ?? []);
        foreach (var candidate in _front.Take(row => _rows.IsOpen(row, now), left.MayTake, _rows.WantsSecondOpinion).Take(count))
        {
            _rows.Reserve(candidate.Row, now + options.Value.Reservation, router);
            items.Add(Describe(candidate.Row, candidate.Value, candidate.Reason, candidate.Neighbours, _ranking.StrategyInForce));
        }

        if (items.Count < count)
        {
            items.AddRange(TakeBeyondFront(count - items.Count, left, now, router));
        }

        if (_front.IsLow)
        {
            _ranking.WantFront();
        }

        GrainInstruments.FrontDepth.Record(_front.Count, GrainInstruments.Of(_project.Row.Id, _partition));
        return Task.FromResult(new FrontSlice(_ranking.Champion, items, IsElsewhere: items.Count == 0 && AskBack(router, now), left.Any));
    }

    /// <inheritdoc/>
    public Task<FrontSlice> TakeWalk(int count, SiloAddress? router, int[]? handedOut, int[]? notFor)
    {
        var now = time.GetUtcNow();
        NoteRouter(router);
        NoteHandedOut(handedOut ?? [], now);
        var left = new LeftForOthers(_rows, notFor ?? []);
        var rows = _rows.Walk(now).Where(left.MayTake).Take(count).ToArray();
        foreach (var row in rows)
        {
            _rows.ReserveForWalk(row, now + options.Value.Reservation);
        }

        return Task.FromResult(new FrontSlice(_ranking.Champion, [.. rows.Select(DescribeDrawn)], LeftForOthers: left.Any));
    }

    /// <inheritdoc/>
    public Task PutBack(int[] ordinals, bool ofWalk)
    {
        foreach (var row in ordinals.Select(_rows.RowOf).Where(row => row >= 0))
        {
            if (ofWalk)
            {
                _rows.ReserveForWalk(row, DateTimeOffset.MinValue);
            }
            else
            {
                _rows.PutBack(row);
                _front.PutBack(row);
            }
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task HandedOut(int[] ordinals)
    {
        NoteHandedOut(ordinals, time.GetUtcNow());
        return Task.CompletedTask;
    }

    private void NoteHandedOut(int[] ordinals, DateTimeOffset now)
    {
        var lease = _project.Row.LeaseDuration;
        var until = now + (lease < options.Value.HandedOut ? lease : options.Value.HandedOut);
        foreach (var row in ordinals.Select(_rows.RowOf).Where(row => row >= 0))
        {
            _rows.HandOut(row, until);
        }
    }

    /// <summary>
    /// Not encoded yet, or labelled faster than fronts are prepared: the most informative of some open items in random order, from the far end of the walk so as not
    /// to run into the control arm. Without scores that is random order.
    /// </summary>
    private IEnumerable<FrontItem> TakeBeyondFront(int count, LeftForOthers left, DateTimeOffset now, SiloAddress? router)
    {
        var some = new List<int>();
        var walk = _rows.WalkOrder();
        for (var i = walk.Count - 1; i >= 0 && some.Count < count * SomePerItem; i--)
        {
            if (_rows.IsOpen(walk[i], now) && left.MayTake(walk[i]))
            {
                some.Add(walk[i]);
            }
        }

        foreach (var row in some.OrderByDescending(r => _ranking.InformativenessOf(r) is >= 0 and var value ? value : -1).Take(count))
        {
            _rows.Reserve(row, now + options.Value.Reservation, router);
            var value = _ranking.InformativenessOf(row);
            yield return float.IsNaN(value)
                ? Describe(row, float.NegativeInfinity, LeaseReason.Random, 0, "random")
                : Describe(row, 0, LeaseReason.Margin, 0, "margin");
        }
    }

    /// <summary>An item of the walk with the grounds of an ordinary one: who sees it must not be able to tell that it was drawn.</summary>
    private FrontItem DescribeDrawn(int row)
    {
        var (reason, neighbours) = _ranking.OrdinaryGrounds();
        return Describe(row, _rows.WalkRankOf(row), reason, neighbours, _ranking.StrategyInForce);
    }

    private FrontItem Describe(int row, double rank, LeaseReason reason, int neighbours, string strategy) => new(
        _rows.OrdinalOf(row),
        rank,
        _ranking.InformativenessOf(row),
        reason,
        neighbours,
        strategy,
        _ranking.ProbabilitiesOf(row),
        _features.SketchOf(row));

    private void NoteRouter(SiloAddress? router)
    {
        if (router is not null)
        {
            _routerSilos.Add(router);
        }
    }

    /// <summary>Asks other silos' routers for what they have in hand, since this one found nothing. True when some of them has.</summary>
    private bool AskBack(SiloAddress? router, DateTimeOffset now)
    {
        var others = _rows.TakersAt(now).Where(taker => !taker.Equals(router) && routers.IsThere(taker)).ToArray();
        if (now - _askedBackAt > AskBackEvery)
        {
            _askedBackAt = now;
            foreach (var other in others)
            {
                routers.On(_project.Row.Id, other).GiveBack(_partition).Ignore();
            }
        }

        return others.Length > 0;
    }

    private void TellRouters()
    {
        _routerSilos.RemoveWhere(silo => !routers.IsThere(silo));
        foreach (var silo in _routerSilos)
        {
            routers.On(_project.Row.Id, silo).Changed().Ignore();
        }
    }

    /// <summary>Rows that are left for others, and whether any was met.</summary>
    private sealed class LeftForOthers(PoolRows rows, int[] ordinals)
    {
        private readonly HashSet<int> _rows = [.. ordinals.Select(rows.RowOf)];

        public bool Any { get; private set; }

        public bool MayTake(int row)
        {
            var isForOthers = _rows.Contains(row);
            Any |= isForOthers;
            return !isForOthers;
        }
    }
}
