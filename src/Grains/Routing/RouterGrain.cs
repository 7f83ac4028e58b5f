using ActiveLearning.Grains.Annotators;
using ActiveLearning.Grains.ContentItems;
using ActiveLearning.Grains.Partitions;
using ActiveLearning.Grains.Placement;
using ActiveLearning.Grains.Projects;
using ActiveLearning.Learning.ControlArm;
using ActiveLearning.Ledger;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;

namespace ActiveLearning.Grains.Routing;

/// <inheritdoc cref="IRouterGrain"/>
/// <remarks>Reentrant: while one annotator's call waits for partitions, another's may be answered from what is in hand.</remarks>
[Reentrant]
[PlacedOnNamedSilo]
[CollectionAgeLimit(Minutes = 10)]
public sealed class RouterGrain(ILedger ledger, ILocalSiloDetails here, Routers routers, TimeProvider time, IOptions<LeaseOptions> leases, IOptions<RouterOptions> options) : Grain, IRouterGrain
{
    private readonly HashSet<string> _present = [];
    private readonly ControlTurn _turn = new();
    private readonly LiveSketches _live = new();
    private HandOfItems _learn = null!;
    private HandOfItems _walk = null!;
    private HandedOut _out = null!;
    private Project _project = null!;
    private double _controlShare;
    private DateTimeOffset _shareReadAt;
    private DateTimeOffset _refreshedAt;
    private IDisposable? _refresh;
    private bool _hasToldSketches;

    /// <inheritdoc/>
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var (projectId, _) = GrainKeys.Parse(this.GetPrimaryKeyString());
        _project = await GrainFactory.Reach<IProjectGrain>(GrainKeys.Project(projectId)).Read()
            ?? throw new ArgumentException($"There is no project {projectId}.");
        var partitions = Enumerable.Range(0, _project.Row.Partitions)
            .Select(p => GrainFactory.Reach<IPoolPartitionGrain>(GrainKeys.Partition(projectId, p)))
            .ToArray();
        _out = new HandedOut(partitions.Length);
        _learn = new HandOfItems(partitions, (p, notFor) => partitions[p].TakeFront(options.Value.LearnBatch, here.SiloAddress, _out.TakeUntold(p), [.. notFor]), bestFirst: true, options.Value.HandLifetime, time);
        _walk = new HandOfItems(partitions, (p, notFor) => partitions[p].TakeWalk(options.Value.WalkBatch, here.SiloAddress, _out.TakeUntold(p), [.. notFor]), bestFirst: false, options.Value.HandLifetime, time);
        this.RegisterGrainTimer(Tell, options.Value.TellEvery, options.Value.TellEvery);
    }

    /// <inheritdoc/>
    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _learn.PutBackAll();
        _walk.PutBackAll();
        return Tell();
    }

    /// <inheritdoc/>
    public async Task<Assignments> Assign(string annotator, int count, int[] excluded)
    {
        if (_project.Paused)
        {
            return new Assignments(true, []);
        }

        await ReadShareAsync();
        var notFor = excluded.ToHashSet();
        _live.Keep(annotator, notFor);
        var assigned = new List<Assignment>(count);
        while (assigned.Count < count)
        {
            var control = _turn.IsNext(_controlShare);
            var item = control
                ? await _walk.TakeAsync(_ => true, notFor) ?? await TakeLearnAsync(notFor)
                : await TakeLearnAsync(notFor);
            if (item is not { } taken)
            {
                break;
            }

            control &= taken.FromWalk;
            _turn.Took(control, _controlShare);
            NoteOut(taken, annotator, notFor);
            assigned.Add(new Assignment(taken.Item, control, taken.Champion));
        }

        // The pause may have come while partitions were asked.
        return _project.Paused ? new Assignments(true, []) : new Assignments(false, assigned);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Assignment?>> Better(int[] ordinals, int[] excluded)
    {
        var better = new Assignment?[ordinals.Length];
        if (_project.Paused || ordinals.Length == 0)
        {
            return better;
        }

        var values = await CurrentValuesAsync(ordinals);
        var notFor = excluded.ToHashSet();
        for (var i = 0; i < ordinals.Length; i++)
        {
            var least = (float.IsNaN(values[i]) ? 0 : values[i]) + leases.Value.SwapMargin;
            if (_learn.TakeInHand(c => !notFor.Contains(c.Ordinal) && c.Informativeness >= least && !_live.HasNear(c.Sketch, time.GetUtcNow())) is { } taken)
            {
                NoteOut(taken, _live.HolderOf(ordinals[i]) ?? "", notFor);
                better[i] = new Assignment(taken.Item, false, taken.Champion);
            }
        }

        return better;
    }

    /// <inheritdoc/>
    public Task LeaseEnded(int ordinal)
    {
        _live.Remove(ordinal);
        _out.Remove(ordinal);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task Presence(string annotator, bool present)
    {
        if (present)
        {
            _present.Add(annotator);
        }
        else
        {
            _present.Remove(annotator);
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task Changed()
    {
        _learn.Drop();
        _walk.Drop();
        RefreshScreensSoon();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task PauseChanged(bool paused)
    {
        _project = _project with { Paused = paused };
        foreach (var annotator in paused ? _present.ToArray() : [])
        {
            GrainFactory.Reach<IAnnotatorGrain>(GrainKeys.Annotator(_project.Row.Id, annotator)).Withdraw().Ignore();
        }

        RefreshScreensSoon();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task GiveBack(int partition) => _learn.GiveBackAsync(partition);

    /// <inheritdoc/>
    public Task OutElsewhere(SiloAddress router, ulong[] sketches)
    {
        _live.NoteElsewhere(router, sketches, time.GetUtcNow() + (3 * options.Value.TellEvery));
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<int> GetPresent() => Task.FromResult(_present.Count);

    /// <summary>Keeps near-identical items apart, as long as there is anything else to hand out.</summary>
    private async Task<TakenItem?> TakeLearnAsync(HashSet<int> notFor) =>
        await _learn.TakeAsync(i => !_live.HasNear(i.Sketch, time.GetUtcNow()), notFor)
        ?? await _learn.TakeAsync(_ => true, notFor);

    // The walk and the learning arm may both have an item in hand; handed out a second time it would be refused, and the control arm would lose its turn.
    private void NoteOut(TakenItem taken, string annotator, HashSet<int> notFor)
    {
        var item = taken.Item;
        _out.Add(taken.Partition, item.Ordinal);
        notFor.Add(item.Ordinal);
        _learn.Remove(item.Ordinal);
        _walk.Remove(item.Ordinal);
        _live.Add(item.Ordinal, item.Sketch, annotator, time.GetUtcNow() + _project.Row.LeaseDuration);
    }

    private Task Tell()
    {
        for (var partition = 0; partition < _learn.Partitions.Count; partition++)
        {
            if (_out.TakeUntold(partition) is { Length: > 0 } untold)
            {
                _learn.Partitions[partition].HandedOut(untold).Ignore();
            }
        }

        var sketches = _live.Sketches(time.GetUtcNow());
        foreach (var router in sketches.Length > 0 || _hasToldSketches ? routers.Others(_project.Row.Id) : [])
        {
            router.OutElsewhere(here.SiloAddress, sketches).Ignore();
        }

        _hasToldSketches = sketches.Length > 0;
        return Task.CompletedTask;
    }

    private async Task<float[]> CurrentValuesAsync(int[] ordinals)
    {
        // An ordinal does not tell its partition; all are asked, and whoever knows the item answers with a number.
        var answers = await Task.WhenAll(_learn.Partitions.Select(p => p.ValueOf(ordinals)));
        return [.. ordinals.Select((_, i) => answers.Select(a => a[i]).FirstOrDefault(v => !float.IsNaN(v), float.NaN))];
    }

    private async Task ReadShareAsync()
    {
        if (time.GetUtcNow() - _shareReadAt > TimeSpan.FromSeconds(2))
        {
            _shareReadAt = time.GetUtcNow();
            var counts = await ledger.Projects.CountAsync(_project.Row.Key, CancellationToken.None);
            _controlShare = ControlShare.At(counts.Labels, _project.Row.ControlArmShare);
        }
    }

    /// <summary>One round for all partitions of a re-rank, not one for each, and not for every re-rank when they follow fast.</summary>
    private void RefreshScreensSoon() => _refresh ??= this.RegisterGrainTimer(
        () =>
        {
            _refresh?.Dispose();
            _refresh = null;
            _refreshedAt = time.GetUtcNow();
            foreach (var annotator in _present)
            {
                GrainFactory.Reach<IAnnotatorGrain>(GrainKeys.Annotator(_project.Row.Id, annotator)).Refresh(offerSwaps: true).Ignore();
            }

            return Task.CompletedTask;
        },
        RefreshIn(),
        Timeout.InfiniteTimeSpan);

    private TimeSpan RefreshIn()
    {
        var rest = _refreshedAt + options.Value.SwapInterval - time.GetUtcNow();
        return rest > options.Value.RefreshDelay ? rest : options.Value.RefreshDelay;
    }
}
