using ActiveLearning.Contracts;
using ActiveLearning.Contracts.Api;
using ActiveLearning.Grains.Compute;
using ActiveLearning.Grains.Encoding;
using ActiveLearning.Grains.Insight;
using ActiveLearning.Grains.Labelled;
using ActiveLearning.Grains.Models;
using ActiveLearning.Grains.Partitions;
using ActiveLearning.Grains.Placement;
using ActiveLearning.Grains.Projects;
using ActiveLearning.Grains.Scoring;
using ActiveLearning.Grains.Telemetry;
using ActiveLearning.Learning.Acquisition;
using ActiveLearning.Learning.Committee;
using ActiveLearning.Learning.Heads;
using ActiveLearning.Ledger;
using ActiveLearning.Ledger.Models;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ActiveLearning.Grains.Training;

/// <inheritdoc cref="ITrainerGrain"/>
/// <remarks>
/// One round: read the labels, fit on the training lane, store the version, judge it, promote it if it passes the gate, tell the partitions. The version before
/// it serves until then.
/// </remarks>
[PlacedWhereScored]
[CollectionAgeLimit(AlwaysActive = true)]
public sealed partial class TrainerGrain(
    ILedger ledger,
    LabelledPools labelledPools,
    EncodingLane encoding,
    PoolLsas lsas,
    TrainingLane lane,
    HeadCache heads,
    LabellingActivity activity,
    Handover handover,
    TimeProvider time,
    IOptions<RefitOptions> options,
    IOptions<InsightOptions> insightOptions,
    ILogger<TrainerGrain> logger) : Grain, ITrainerGrain, IDisposable
{
    private const string By = "trainer";
    private const int MostLooks = 300;
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(100);

    private readonly RefitRule _rule = new(options.Value);
    private readonly CancellationTokenSource _leaving = new();
    private readonly Signal _labels = new();
    private readonly Signal _news = new();
    private Project _project = null!;
    private GrowingTrainingSet _set = null!;
    private HeadFit? _fit;
    private string _fitEmbeddedBy = "";
    private (int Labels, int Generation, string EmbeddedBy)? _judgedOn;
    private int? _unjudged;
    private JudgedHead? _champion;
    private InsightLoop _insight = null!;
    private float? _delta;
    private bool _wantsCommittee;
    private bool _vectorsChanged;
    private PoolSampling _sampling = null!;
    private long _known;
    private long _fitted;
    private DateTimeOffset _lastLabelAt;
    private Task _loop = Task.CompletedTask;
    private Task _insightLoop = Task.CompletedTask;

    private int Classes => _project.Row.Standard.Classes.Count;

    private IAcquisitionFunction Function => AcquisitionFunctions.TryGet(_project.Strategy, out var function)
        ? function
        : throw new InvalidOperationException($"Project {_project.Row.Id} names the unknown strategy {_project.Strategy}.");

    /// <inheritdoc/>
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var (projectId, _) = GrainKeys.Parse(this.GetPrimaryKeyString());
        _project = await GrainFactory.Reach<IProjectGrain>(GrainKeys.Project(projectId)).Read()
            ?? throw new ArgumentException($"There is no project {projectId}.");
        GrainInstruments.Begin(projectId);
        handover.Watch(GrainContext, "score", _leaving.CancelAsync, GrainFactory.Reach<ITrainerGrain>(this.GetPrimaryKeyString()).Wake);
        _set = new GrowingTrainingSet(Classes, encoding.Dimensions);
        _sampling = new PoolSampling(encoding.Dimensions);
        var versions = await ledger.Models.ListAsync(_project.Row.Key, cancellationToken);
        // A candidate that was never judged does not count: its labels are fitted again.
        _fitted = versions.Where(v => v.Stage is ModelStage.Champion or ModelStage.Archived).Select(v => v.LabelsUpTo).DefaultIfEmpty().Max();
        foreach (var left in versions.Where(v => v is { Stage: ModelStage.Candidate, Metrics: null }))
        {
            await GrainFactory.Reach<IModelVersionGrain>(GrainKeys.ModelVersion(projectId, left.Version)).Archive(By, "The process ended before it was judged.");
        }

        _vectorsChanged = await HaveVectorsChangedAsync(versions, cancellationToken);
        _known = (await ledger.Projects.CountAsync(_project.Row.Key, cancellationToken)).LastLabel;
        _lastLabelAt = time.GetUtcNow();
        _loop = Task.WhenAll(
            GrainLoop.RunAsync(FollowLabelsAsync, failure => LogRefitFailed(failure, projectId), time, _leaving.Token),
            GrainLoop.RunAsync(TellNewsAsync, NoteUntold, time, _leaving.Token));
        var survey = new InsightSurvey(
            _project.Row,
            ledger,
            labelledPools.Of(_project.Row),
            lane,
            heads,
            new StopSet(_project.Row, ledger, GrainFactory, lsas, encoding.Dimensions),
            encoding.Dimensions,
            time);
        _insight = new InsightLoop(
            _project.Row, survey, RestoreChampionAsync, GrainFactory, insightOptions.Value.Pace, time, failure => LogInsightFailed(failure, projectId));
        _insight.Look(null);
        _insightLoop = _insight.KeepGoingAsync(_leaving.Token);
    }

    /// <inheritdoc/>
    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await _leaving.CancelAsync();
        await Task.WhenAll(_loop, _insightLoop).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
    }

    /// <inheritdoc/>
    public void Dispose() => _leaving.Dispose();

    /// <inheritdoc/>
    public Task LabelsChanged(long upTo)
    {
        activity.Touch();
        _known = Math.Max(_known, upTo);
        _lastLabelAt = time.GetUtcNow();
        TellStaleness();
        _labels.Ring();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StrategyChanged(string strategy)
    {
        var before = Function.AsksCommittee;
        _project = _project with { Strategy = strategy };
        if (Function.AsksCommittee && !before)
        {
            // The champion has no committee yet; until the next version has, margin stands in.
            _wantsCommittee = true;
            _labels.Ring();
        }

        _news.Ring();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task DeltaChosen(float delta)
    {
        _delta = delta;
        _news.Ring();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task VectorsChanged()
    {
        if (await HaveVectorsChangedAsync(await ledger.Models.ListAsync(_project.Row.Key, _leaving.Token), _leaving.Token))
        {
            _vectorsChanged = true;
            _labels.Ring();
        }
    }

    /// <inheritdoc/>
    public Task Wake()
    {
        _labels.Ring();
        _news.Ring();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<ProjectInsight?> GetInsight() => Task.FromResult(_insight.Current);

    private async Task FollowLabelsAsync(CancellationToken cancellationToken)
    {
        await _labels.WaitAsync(_known > _fitted ? options.Value.Pause / 2 : TimeSpan.FromSeconds(30), cancellationToken);
        if (_wantsCommittee || _vectorsChanged || _rule.Pays(_fitted, _known, time.GetUtcNow() - _lastLabelAt))
        {
            await GiveWayToLabelsAsync(cancellationToken);
            var started = time.GetTimestamp();
            await RefitAsync(cancellationToken);

            // At most every other moment belongs to fitting: labelling comes first.
            await Task.Delay(time.GetElapsedTime(started), time, cancellationToken);
        }
    }

    /// <summary>Waits while the ledger is far behind with labels. Under a load that never ends models still follow, rarely.</summary>
    private async Task GiveWayToLabelsAsync(CancellationToken cancellationToken)
    {
        for (var look = 0; look < MostLooks && ledger.LabelsWaiting > options.Value.MostWaiting; look++)
        {
            await Task.Delay(BetweenLooks, time, cancellationToken);
        }
    }

    private void NoteUntold(Exception failure)
    {
        LogNotTold(failure, _project.Row.Id);
        _news.Ring();
    }

    private async Task TellNewsAsync(CancellationToken cancellationToken)
    {
        await _news.WaitAsync(Timeout.InfiniteTimeSpan, cancellationToken);
        await labelledPools.Of(_project.Row).RefreshAsync(cancellationToken);
        await TellPartitionsAsync(cancellationToken);
    }

    private async Task RefitAsync(CancellationToken cancellationToken)
    {
        using var span = GrainInstruments.Traces.StartActivity("refit");
        span?.SetTag("project", _project.Row.Id);
        var began = time.GetTimestamp();
        var all = await labelledPools.Of(_project.Row).RefreshAsync(cancellationToken);
        var read = time.GetElapsedTime(began);
        _known = Math.Max(_known, all.UpTo);
        var labelled = all.ForTraining().First(options.Value.MaximumLabels);
        var wantsCommittee = _wantsCommittee;
        var embeddedBy = lsas.VersionOf(_project.Row.Key);

        // Labels that teach nothing, such as a held-out item's twins, count as seen all the same: whoever waits for a version that saw its labels gets one.
        var saw = Math.Min(all.Items.Count, options.Value.MaximumLabels);
        if (labelled.ByClass.Count(n => n > 0) < 2 || (!wantsCommittee && _judgedOn == (saw, labelled.Generation, embeddedBy)))
        {
            _fitted = labelled.UpTo;
            _wantsCommittee = false;
            _vectorsChanged = false;
            await TellPartitionsAsync(cancellationToken);
            return;
        }

        // What C was chosen on, and where the fit ended, was another space.
        var before = _fitEmbeddedBy == embeddedBy ? _fit : null;
        var chosen = before is null ? await ChosenBeforeAsync(embeddedBy, cancellationToken) : null;
        var shares = labelled.Items.Count >= StatedShares.LeastLabels ? _project.Row.Standard.ClassShares : null;
        var sample = shares is null ? null : await _sampling.ReadAsync(PartitionGrains(), embeddedBy);
        var (fit, offsets, onnx) = await lane.RunAsync(
            () =>
            {
                var set = _set.Follow(labelled);
                var fit = before is null ? HeadTrainer.FitAnew(set, chosen, cancellationToken) : HeadTrainer.Fit(set, before, cancellationToken);
                var committee = Function.AsksCommittee ? BootstrapCommittee.Fit(set, fit, new Random(labelled.Items.Count), cancellationToken) : [];
                var offsets = shares is null ? [] : StatedShares.Offsets(fit.Head, sample!, shares);
                return (fit, offsets, (shares is null ? fit.Head : fit.Head.Shifted(offsets)).ToOnnx(committee));
            },
            cancellationToken);
        var fitted = time.GetElapsedTime(began) - read;
        _fit = fit;
        _fitEmbeddedBy = embeddedBy;
        var versions = await ledger.Models.ListAsync(_project.Row.Key, cancellationToken);
        if (versions.Any(v => v.Version == _unjudged && v.Stage == ModelStage.Candidate))
        {
            await GrainFactory.Reach<IModelVersionGrain>(GrainKeys.ModelVersion(_project.Row.Id, _unjudged!.Value)).Archive(By, "Judging it failed; its labels were fitted again.");
        }

        var number = versions.Count == 0 ? 1 : versions[^1].Version + 1;
        var grain = GrainFactory.Reach<IModelVersionGrain>(GrainKeys.ModelVersion(_project.Row.Id, number));
        var row = new ModelVersionRow(
            number,
            ModelStage.Candidate,
            labelled.UpTo,
            saw,
            _project.Row.Standard.Version,
            embeddedBy,
            time.GetUtcNow(),
            null);
        if (!await grain.Register(row, HeadArtefact.Pack(onnx)))
        {
            // A twin stored this number first; its version serves, and the next label starts another round here or there.
            _fitted = 0;
            return;
        }

        _unjudged = number;
        heads.Put(_project.Row.Key, number, HeadSession.Load(onnx));
        foreach (var partition in PartitionGrains())
        {
            partition.Prepare(number).Ignore();
        }

        await JudgeAsync(grain, number, labelled, fit, offsets, versions.FirstOrDefault(v => v.Stage == ModelStage.Champion)?.Version, cancellationToken);
        _unjudged = null;
        _judgedOn = (saw, labelled.Generation, embeddedBy);
        var judged = time.GetElapsedTime(began) - fitted - read;
        LogRefitted(_project.Row.Id, number, labelled.Items.Count, read.TotalMilliseconds, fitted.TotalMilliseconds, judged.TotalMilliseconds);
        span?.SetTag("version", number);
        GrainInstruments.RefitTime.Record(time.GetElapsedTime(began).TotalSeconds, GrainInstruments.Of(_project.Row.Id));
        _fitted = labelled.UpTo;
        TellStaleness();
        _wantsCommittee = _wantsCommittee && !wantsCommittee;
        _vectorsChanged = _vectorsChanged && embeddedBy != lsas.VersionOf(_project.Row.Key);
        await ledger.Models.DropArtefactsAsync(_project.Row.Key, time.GetUtcNow() - options.Value.KeepArtefacts, cancellationToken);
    }

    /// <summary>Whether the newest version that was judged reads other vectors than the pool has now.</summary>
    private async Task<bool> HaveVectorsChangedAsync(IReadOnlyList<ModelVersionRow> versions, CancellationToken cancellationToken)
    {
        await lsas.RenewAsync(_project.Row.Key, cancellationToken);
        return versions.LastOrDefault(v => v.Metrics is not null) is { } newest && newest.EncoderVersion != lsas.VersionOf(_project.Row.Key);
    }

    private void TellStaleness() => GrainInstruments.Staleness.Record(Math.Max(0, _known - _fitted), GrainInstruments.Of(_project.Row.Id));

    /// <summary>The champion as it was fitted before this activation, from the labels that it saw; null without one.</summary>
    private async Task<JudgedHead?> RestoreChampionAsync(CancellationToken cancellationToken)
    {
        if (await ledger.Models.FindChampionAsync(_project.Row.Key, cancellationToken) is not { } champion)
        {
            return null;
        }

        var all = await labelledPools.Of(_project.Row).RefreshAsync(cancellationToken);
        var saw = all.ForTraining().Until(champion.LabelsUpTo).First(options.Value.MaximumLabels);
        var chosen = await ChosenBeforeAsync(lsas.VersionOf(_project.Row.Key), cancellationToken);
        return await lane.RunAsync(
            () =>
            {
                var set = new GrowingTrainingSet(Classes, encoding.Dimensions).Follow(saw);
                return set.DistinctLabels < 2 ? null : new JudgedHead(champion.Version, saw, HeadTrainer.FitAnew(set, chosen, cancellationToken));
            },
            cancellationToken);
    }

    /// <summary>The choice behind the champion, which an activation before this one may have made; null without one for vectors of this name.</summary>
    private async Task<HeadChoice?> ChosenBeforeAsync(string embeddedBy, CancellationToken cancellationToken) =>
        await ledger.Models.FindChampionAsync(_project.Row.Key, cancellationToken) is { } champion && champion.EncoderVersion == embeddedBy
            ? (await heads.GetAsync(_project.Row.Key, champion.Version, cancellationToken))?.Choice
            : null;

    private async Task TellPartitionsAsync(CancellationToken cancellationToken)
    {
        var champion = await ledger.Models.FindChampionAsync(_project.Row.Key, cancellationToken);
        var counts = await ledger.Projects.CountAsync(_project.Row.Key, cancellationToken);
        var labelled = labelledPools.Of(_project.Row).Current;
        var context = new RankingContext(champion?.Version, _project.Strategy, labelled.ByClass, labelled.UpTo, counts.Total - counts.Test, _delta,
            await ReadSliceSharesAsync(labelled, counts.Total - counts.Test, cancellationToken));
        foreach (var partition in PartitionGrains())
        {
            partition.RankAgain(context).Ignore();
        }
    }

    /// <summary>What slices need, where the strategy weighs them. The labels themselves, each judged out of fold, say where the model is weak.</summary>
    private async Task<SliceShares?> ReadSliceSharesAsync(LabelledSnapshot labelled, int poolItems, CancellationToken cancellationToken)
    {
        if (Function is not SliceWeighted { Attribute: var attribute })
        {
            return null;
        }

        var counts = (await ledger.Items.CountSlicesAsync(_project.Row.Key, SliceShares.MostValues, cancellationToken)).Where(count => count.Attribute == attribute).ToList();
        var judged = labelled.ForTraining();
        var right = _champion is { } champion
            ? await lane.RunAsync(() => IsRight(judged, champion.OutOfFold(judged.Items)), cancellationToken)
            : [];
        return SliceShares.Of(attribute, counts, poolItems, labelled.Places.Count, [.. right.Select((isRight, i) => (judged.Items[i].ValueOf(attribute), isRight))]);
    }

    private IPoolPartitionGrain[] PartitionGrains() => [.. Enumerable.Range(0, _project.Row.Partitions)
        .Select(p => GrainFactory.Reach<IPoolPartitionGrain>(GrainKeys.Partition(_project.Row.Id, p)))];
}
