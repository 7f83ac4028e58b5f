using ActiveLearning.Contracts;
using ActiveLearning.Grains.Compute;
using ActiveLearning.Grains.Encoding;
using ActiveLearning.Grains.Labelled;
using ActiveLearning.Grains.Placement;
using ActiveLearning.Grains.Projects;
using ActiveLearning.Grains.Routing;
using ActiveLearning.Grains.Scoring;
using ActiveLearning.Grains.Telemetry;
using ActiveLearning.Grains.Training;
using ActiveLearning.Ledger;
using ActiveLearning.Ledger.Items;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ActiveLearning.Grains.Partitions;

/// <inheritdoc cref="IPoolPartitionGrain"/>
/// <remarks>
/// Calls only read and change memory, so they are short. Two loops work beside them: <see cref="PartitionIntake"/> reads and encodes new items,
/// <see cref="PartitionRanking"/> scores them and prepares the front.
/// </remarks>
[PlacedWhereScored]
[CollectionAgeLimit(AlwaysActive = true)]
public sealed partial class PoolPartitionGrain(
    ILedger ledger,
    LabelledPools labelledPools,
    EncodingLane encoding,
    ImportActivity imports,
    PoolLsas lsas,
    ScoringLane scoring,
    HeadCache heads,
    LabellingActivity activity,
    Handover handover,
    Routers routers,
    TimeProvider time,
    IOptions<PartitionOptions> options,
    ILogger<PoolPartitionGrain> logger) : Grain, IPoolPartitionGrain, IDisposable
{
    private const int SomePerItem = 32;

    // An item that two routers have nobody for would go from hand to hand as fast as they ask.
    private static readonly TimeSpan AskBackEvery = TimeSpan.FromMilliseconds(100);

    private readonly CancellationTokenSource _leaving = new();
    private readonly PoolRows _rows = new();
    private readonly Front _front = new();
    private readonly HashSet<SiloAddress> _routerSilos = [];
    private Project _project = null!;
    private int _partition;
    private PartitionFeatures _features = null!;
    private PartitionIntake _intake = null!;
    private PartitionRanking _ranking = null!;
    private DateTimeOffset _askedBackAt;
    private Task _loops = Task.CompletedTask;

    /// <summary>Reads the items' states, so that they can be handed out at once; texts, vectors and scores follow in the background.</summary>
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        (var projectId, _partition) = GrainKeys.ParseNumbered(this.GetPrimaryKeyString());
        var partition = _partition;
        _project = await GrainFactory.Reach<IProjectGrain>(GrainKeys.Project(projectId)).Read()
            ?? throw new ArgumentException($"There is no project {projectId}.");
        _features = new PartitionFeatures(encoding.Dimensions);
        _intake = new PartitionIntake(_project.Row, partition, ledger, encoding, imports, lsas, scoring, _rows, _features);
        _ranking = new PartitionRanking(
            _project.Row, partition, labelledPools.Of(_project.Row), scoring, heads, _rows, _features, _front, new PartitionSlices(_project.Row.Key, ledger, _rows), options.Value, time);
        _intake.Encoded += _ranking.NoteEncoded;
        _intake.Reembedded += _ranking.NoteReembedded;
        _intake.UnreadGrew += () => GrainFactory.Reach<IPoolLsaGrain>(GrainKeys.Project(projectId)).UnreadGrew().Ignore();
        _ranking.FrontPrepared += TellRouters;
        _ranking.DeltaChosen += delta => GrainFactory.Reach<ITrainerGrain>(GrainKeys.Project(projectId)).DeltaChosen(delta).Ignore();
        await _intake.ReadNewItemsAsync(cancellationToken);
        _ranking.Change(new RankingContext(
            (await ledger.Models.FindChampionAsync(_project.Row.Key, cancellationToken))?.Version,
            _project.Strategy,
            [],
            0,
            0,
            null));
        handover.Watch(GrainContext, "score", _leaving.CancelAsync, GrainFactory.Reach<IPoolPartitionGrain>(this.GetPrimaryKeyString()).ItemsImported);
        _loops = Task.WhenAll(KeepGoingAsync(_intake.RunAsync), KeepGoingAsync(_ranking.RunAsync));
    }

    /// <inheritdoc/>
    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await _leaving.CancelAsync();
        await _loops.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
    }

    /// <inheritdoc/>
    public void Dispose() => _leaving.Dispose();

    /// <inheritdoc/>
    public Task<FrontSlice> TakeFront(int count, SiloAddress? router)
    {
        var now = time.GetUtcNow();
        NoteRouter(router);
        foreach (var ended in _rows.SweepEnded(now))
        {
            _front.Return(ended);
        }

        // Several routers share what is left: none sits on the last items.
        count = _routerSilos.Count > 1 ? Math.Clamp((_rows.Count - _rows.LabelledCount) / (2 * _routerSilos.Count), 1, count) : count;
        var items = new List<FrontItem>(count);
        while (items.Count < count && _front.Take(row => _rows.IsOpen(row, now), _rows.WantsSecondOpinion) is { } candidate)
        {
            _rows.Reserve(candidate.Row, now + options.Value.Reservation, router);
            items.Add(Describe(candidate.Row, candidate.Value, candidate.Reason, candidate.Neighbours, _ranking.StrategyInForce));
        }

        if (items.Count < count)
        {
            items.AddRange(TakeBeyondFront(count - items.Count, now, router));
        }

        if (_front.IsLow)
        {
            _ranking.WantFront();
        }

        GrainInstruments.FrontDepth.Record(_front.Count, GrainInstruments.Of(_project.Row.Id, _partition));
        return Task.FromResult(new FrontSlice(_ranking.Champion, items, IsElsewhere: items.Count == 0 && AskBack(router, now)));
    }

    /// <inheritdoc/>
    public Task<FrontSlice> TakeWalk(int count, SiloAddress? router)
    {
        var now = time.GetUtcNow();
        NoteRouter(router);
        var rows = _rows.Walk(now).Take(count).ToArray();
        foreach (var row in rows)
        {
            _rows.ReserveForWalk(row, now + options.Value.Reservation);
        }

        return Task.FromResult(new FrontSlice(_ranking.Champion, [.. rows.Select(DescribeDrawn)]));
    }

    /// <inheritdoc/>
    public Task PeopleLabel()
    {
        activity.Touch();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<float[]> ValueOf(int[] ordinals) =>
        Task.FromResult(ordinals.Select(o => _rows.RowOf(o) is >= 0 and var row ? _ranking.InformativenessOf(row) : float.NaN).ToArray());

    /// <inheritdoc/>
    public async Task<TestScores> ScoreTest(int version)
    {
        var session = await heads.GetAsync(_project.Row.Key, version, _leaving.Token)
            ?? throw new InvalidOperationException($"The artefact of version {version} of project {_project.Row.Id} is gone.");
        var encoded = Enumerable.Range(0, _features.Test.Count).Where(_features.Test.HasEmbedding).ToArray();
        var classes = session.Classes;
        var all = new float[_features.Test.Count * classes];
        if (encoded.Length > 0)
        {
            var rows = encoded[^1] + 1;
            await UnlessLeavingAsync(scoring.RunAsync(
                () =>
                {
                    session.Score(_features.Test, 0, rows, all.AsSpan(0, rows * classes));
                    return true;
                },
                _leaving.Token));
        }

        return new TestScores(
            [.. encoded.Select(row => _features.TestOrdinals[row])],
            [.. encoded.Select(row => _features.TestGold[row])],
            [.. encoded.SelectMany(row => all.Skip(row * classes).Take(classes))],
            [.. encoded.Select(row => _features.TestScripts[row])]);
    }

    /// <inheritdoc/>
    public async Task<KnownFeatures> FeaturesOf(int[] ordinals)
    {
        // Whoever gets no vector encodes the text anew, which takes a thousand times as long as reading what is stored.
        await UnlessLeavingAsync(_intake.VectorsRead.WaitAsync(_leaving.Token));
        var found = ordinals.Where(o => _rows.RowOf(o) is >= 0 and var row && row < _features.Pool.Count && _features.Pool.HasEmbedding(row)).ToArray();
        return new KnownFeatures(found, [.. found.Select(ordinal => _features.Pool.Features(_rows.RowOf(ordinal)))]);
    }

    /// <inheritdoc/>
    public Task<PoolSample> SampleOf(int count)
    {
        var sample = _rows.WalkOrder().Where(row => row < _features.Pool.Count && _features.Pool.HasEmbedding(row)).Take(count).ToArray();
        var values = new float[sample.Length * encoding.Dimensions];
        for (var i = 0; i < sample.Length; i++)
        {
            _features.Pool.CopyEmbedding(sample[i], values.AsSpan(i * encoding.Dimensions, encoding.Dimensions));
        }

        var ngrams = sample.Select(_features.Pool.Ngrams).ToArray();
        return Task.FromResult(new PoolSample([.. ngrams.Select(n => n.Columns)], [.. ngrams.Select(n => n.Weights)], values));
    }

    /// <inheritdoc/>
    public Task<UnreadItems> UnreadItems(int count)
    {
        var sample = _rows.WalkOrder().Where(row => row < _features.Pool.Count && _features.Pool.IsLexical(row)).Take(count).ToArray();
        return Task.FromResult(new UnreadItems([.. sample.Select(_rows.WalkRankOf)], [.. sample.Select(_rows.OrdinalOf)]));
    }

    /// <inheritdoc/>
    public Task LsaFitted()
    {
        _intake.NoteLsa();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<PartitionCoverage> GetCoverage() => Task.FromResult(new PartitionCoverage(
        _rows.Count + _intake.TestItems,
        _rows.Count,
        _features.Pool.EncodedCount + _features.Test.EncodedCount,
        _features.Pool.EncodedCount,
        _ranking.Scored,
        _ranking.Covered,
        _ranking.Delta,
        _front.Count,
        _ranking.Champion,
        _features.Pool.LexicalCount,
        _intake.LsaNumber,
        _intake.VectorsRead.IsCompleted));

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
        var lease = _project.Row.LeaseDuration;
        var until = time.GetUtcNow() + (lease < options.Value.HandedOut ? lease : options.Value.HandedOut);
        foreach (var row in ordinals.Select(_rows.RowOf).Where(row => row >= 0))
        {
            _rows.HandOut(row, until);
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task ItemsChanged(ItemState[] items)
    {
        foreach (var item in items)
        {
            Apply(item);
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task ItemsRegrouped(PartitionItem[] items)
    {
        foreach (var item in items)
        {
            _rows.MoveInWalk(item);
            Apply(item.State);
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task ItemsImported()
    {
        await UnlessLeavingAsync(_intake.ReadNewItemsAsync(_leaving.Token));
        _intake.NoteImport();
    }

    /// <inheritdoc/>
    public Task Prepare(int candidate)
    {
        _ranking.Prepare(candidate);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task RankAgain(RankingContext context)
    {
        _ranking.Change(context);
        return Task.CompletedTask;
    }

    private void Apply(ItemState item)
    {
        if (_rows.Apply(item))
        {
            _front.Return(_rows.RowOf(item.Ordinal));
        }
    }

    /// <summary>
    /// Not encoded yet, or labelled faster than fronts are prepared: the most informative of some open items in random order, from the far end of the walk so as not
    /// to run into the control arm. Without scores that is random order.
    /// </summary>
    private IEnumerable<FrontItem> TakeBeyondFront(int count, DateTimeOffset now, SiloAddress? router)
    {
        var some = new List<int>();
        var walk = _rows.WalkOrder();
        for (var i = walk.Count - 1; i >= 0 && some.Count < count * SomePerItem; i--)
        {
            if (_rows.IsOpen(walk[i], now))
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

    private async Task UnlessLeavingAsync(Task wait)
    {
        try
        {
            await wait;
        }
        catch (OperationCanceledException) when (_leaving.IsCancellationRequested)
        {
            throw new GrainLeavingException();
        }
    }

    /// <summary>A loop that fails is started again after a pause: losing it would leave items unranked for ever.</summary>
    private Task KeepGoingAsync(Func<CancellationToken, Task> loop) =>
        GrainLoop.RunAsync(loop, failure => LogLoopFailed(failure, this.GetPrimaryKeyString()), time, _leaving.Token);
}
