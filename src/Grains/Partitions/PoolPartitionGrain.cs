using ActiveLearning.Grains.Compute;
using ActiveLearning.Grains.Encoding;
using ActiveLearning.Grains.Labelled;
using ActiveLearning.Grains.Placement;
using ActiveLearning.Grains.Projects;
using ActiveLearning.Grains.Routing;
using ActiveLearning.Grains.Scoring;
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
    private readonly CancellationTokenSource _leaving = new();
    private readonly PoolRows _rows = new();
    private readonly Front _front = new();
    private Project _project = null!;
    private int _partition;
    private PartitionFeatures _features = null!;
    private PartitionIntake _intake = null!;
    private PartitionRanking _ranking = null!;
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
