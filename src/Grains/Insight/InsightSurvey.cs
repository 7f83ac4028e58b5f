using ActiveLearning.Contracts;
using ActiveLearning.Contracts.Api;
using ActiveLearning.Grains.Compute;
using ActiveLearning.Grains.Labelled;
using ActiveLearning.Grains.Scoring;
using ActiveLearning.Learning.Calibration;
using ActiveLearning.Learning.ControlArm;
using ActiveLearning.Learning.Evaluation;
using ActiveLearning.Learning.LearningCurves;
using ActiveLearning.Ledger;
using ActiveLearning.Ledger.Models;
using ActiveLearning.Ledger.Projects;

namespace ActiveLearning.Grains.Insight;

/// <summary>
/// Takes a project's insight: estimates, saving, stop advice and calibration, for one champion. Reads the ledger, computes on the training lane, one fit at a time, so that a refit waits for one
/// small fit at most.
/// </summary>
public sealed class InsightSurvey(
    ProjectRow project, ILedger ledger, LabelledPool labelled, TrainingLane lane, HeadCache heads, StopSet stopSet, int dimensions, TimeProvider time)
{
    private const int NextLabels = 100;
    private const int LeastLabelsOfCurve = 40;
    private const int VersionsOfCurve = 60;

    // So far the walk is read: enough for intervals of a hundredth, and for holes that an import opened.
    private const int WalkLimit = 20_000;
    private const int OpenItemsOfWalk = 200;

    private int Classes => project.Standard.Classes.Count;

    /// <summary>Takes it.</summary>
    public async Task<ProjectInsight> TakeAsync(JudgedHead champion, CancellationToken cancellationToken)
    {
        // 1. The random sample, and what the champion says about it without having seen it.
        ArgumentNullException.ThrowIfNull(champion);
        var counts = await ledger.Projects.CountAsync(project.Key, cancellationToken);
        var snapshot = labelled.Current;
        var items = await ledger.Items.ReadWalkAsync(project.Key, OpenItemsOfWalk, WalkLimit, cancellationToken);
        var walk = SettledWalk.Of([.. items.Select(Step)], counts.Total);

        // Near-duplicates count each for itself, with the label that settled them all. An item that was settled a moment ago is not in the snapshot yet, and one that came after as many
        // labels as heads learn from can't be asked about; the sample ends before it.
        var labelledAs = items.ToDictionary(item => item.Ordinal, item => item.LabelledAs);
        var sample = walk.Ordinals.Select(ordinal => snapshot.Find(labelledAs[ordinal])).TakeWhile(item => item is not null).Select(item => item!).ToArray();
        while (await lane.RunAsync(champion.Fit.PrepareOutOfFold, cancellationToken))
        {
        }

        var decided = await lane.RunAsync(() => Decide(champion.OutOfFold(sample)), cancellationToken);

        // A head that learns from a text must not be judged by its near-duplicate.
        var distinct = sample.DistinctBy(item => item.Ordinal).ToArray();

        // 2. What the champion makes of the pool as a whole.
        await stopSet.DrawAsync(counts.Total, cancellationToken);
        var versions = await ledger.Models.ListAsync(project.Key, cancellationToken);
        var agreement = await AgreementAsync(versions, cancellationToken);
        var ofModel = await PoolSharesAsync(champion.Version, cancellationToken);

        // 3. The figures.
        var control = sample.Length == 0 ? null : await EstimateAsync(walk, sample, decided, counts, cancellationToken);
        return new ProjectInsight(
            time.GetUtcNow(),
            champion.Version,
            champion.Fit.Labels,
            control,
            await SavingAsync(champion, distinct, cancellationToken),
            Math.Max(0, RandomLabelCurve.LeastItems - distinct.Length),
            Advise(versions, agreement),
            await lane.RunAsync(() => Calibrate(champion, distinct, ofModel), cancellationToken));
    }

    private static WalkStep Step(Ledger.Items.WalkItem item) =>
        new(item.Ordinal, item.Settled ? WalkState.Settled : item.Blocked ? WalkState.Blocked : WalkState.Open);

    private int[] Decide(float[] probabilities) =>
        [.. Enumerable.Range(0, probabilities.Length / Classes).Select(i => Training.Judgement.Decide(probabilities.AsSpan(i * Classes, Classes)))];

    private async Task<ControlEstimates> EstimateAsync(
        SettledWalk walk, LabelledItem[] sample, int[] decided, ProjectCounts counts, CancellationToken cancellationToken)
    {
        var pool = counts.Total - counts.Test;
        var estimates = new SampleEstimates(Classes, [.. sample.Select(item => item.Class)], decided, walk.Blocked);
        return new ControlEstimates(
            sample.Length,
            walk.Blocked,
            walk.BelowOrdinal >= counts.Total ? pool : await ledger.Items.CountPoolBelowAsync(project.Key, walk.BelowOrdinal, cancellationToken),
            pool,
            View(estimates.Accuracy),
            estimates.MacroF1,
            [.. project.Standard.Classes.Select((c, k) => new ClassEstimates(
                c.Name, View(estimates.Prevalence(k)), View(estimates.Precision(k)), View(estimates.Recall(k))))]);
    }

    private static Estimated View(ShareEstimate share) => new(double.IsNaN(share.Value) ? null : share.Value, share.Interval.Low, share.Interval.High);

    private async Task<MeasuredSaving?> SavingAsync(JudgedHead champion, LabelledItem[] sample, CancellationToken cancellationToken)
    {
        if (sample.Length < RandomLabelCurve.LeastItems)
        {
            return null;
        }

        var curve = new RandomLabelCurve(
            [.. sample.Select(item => new RandomItem(item.Features, item.Class))], Classes, dimensions, new Random(champion.Version));
        while (await lane.RunAsync(() => curve.Step(cancellationToken), cancellationToken))
        {
        }

        var decided = await lane.RunAsync(() => Decide(champion.OutOfFold(sample)), cancellationToken);
        var worth = await lane.RunAsync(() => curve.Measure(decided, new Random(champion.Version)), cancellationToken);
        static double? Known(double labels) => double.IsInfinity(labels) ? null : labels;
        return new MeasuredSaving(
            champion.Fit.Labels, curve.Items, worth.MacroF1, Known(worth.Labels), Known(worth.Interval.Low), Known(worth.Interval.High), worth.Limit);
    }

    private async Task<IReadOnlyList<double>> AgreementAsync(IReadOnlyList<ModelVersionRow> versions, CancellationToken cancellationToken)
    {
        var judged = versions.Where(version => version.Metrics is not null).ToArray();
        var kappas = new List<double>();
        int[]? before = null;
        foreach (var at in StabilisingPredictions.Models([.. judged.Select(version => version.Labels)]))
        {
            // An artefact that was dropped breaks the row: rounds are counted from there.
            var model = stopSet.Count == 0 ? null : await heads.GetAsync(project.Key, judged[at].Version, cancellationToken);
            var decided = model is null ? null : await lane.RunAsync(() => Decide(stopSet.Score(model)), cancellationToken);
            if (before is not null && decided is not null)
            {
                kappas.Add(CohenKappa.Of(before, decided, Classes));
            }
            else if (decided is null)
            {
                kappas.Clear();
            }

            before = decided;
        }

        return kappas;
    }

    private async Task<double[]> PoolSharesAsync(int champion, CancellationToken cancellationToken)
    {
        var model = stopSet.Count == 0 ? null : await heads.GetAsync(project.Key, champion, cancellationToken);
        return await lane.RunAsync(() => PoolShares.OfModel(model is null ? [] : stopSet.Score(model), Classes), cancellationToken);
    }

    private StopAdvice Advise(IReadOnlyList<ModelVersionRow> versions, IReadOnlyList<double> agreement)
    {
        var source = versions.LastOrDefault(version => version.Metrics is not null)?.Metrics?.Source;
        var curve = versions.Where(version => version.Metrics?.Source == source && version.Labels >= LeastLabelsOfCurve && source is not null)
            .DistinctBy(version => version.Labels).TakeLast(VersionsOfCurve).ToArray();
        var gain = ExpectedGain.Of(
            [.. curve.Select(version => (double)version.Labels)], [.. curve.Select(version => version.Metrics!.MacroF1)], NextLabels, new Random(curve.Length));
        return new StopAdvice(
            NextLabels,
            gain is null ? null : new Estimated(gain.Value, gain.Interval.Low, gain.Interval.High),
            gain is null ? null : source,
            agreement,
            stopSet.Count,
            StabilisingPredictions.SaysStop(agreement));
    }

    private ModelCalibration Calibrate(JudgedHead champion, LabelledItem[] sample, double[] ofModel)
    {
        // The labels that the champion saw, and those of the sample that came later.
        var saw = champion.Saw.Items.Take(champion.Fit.Labels).ToArray();
        var known = saw.Select(item => item.Ordinal).ToHashSet();
        var items = saw.Concat(sample.Where(item => !known.Contains(item.Ordinal))).ToArray();
        var positions = new Dictionary<int, int>();
        for (var i = 0; i < items.Length; i++)
        {
            positions[items[i].Ordinal] = i;
        }

        var fit = new CalibrationFit(
            Classes, [.. items.Select(item => item.Class)], champion.OutOfFold(items), [.. sample.Select(item => positions[item.Ordinal])], ofModel);
        var calibrator = fit.Fit();
        return new ModelCalibration(
            calibrator.Temperature,
            calibrator.ClassShares,
            sample.Length,
            fit.Measure(new Random(champion.Version)) is { } measured
                ? new CalibrationReliability(measured.Error, measured.Interval.Low, measured.Interval.High, measured.LogLoss, measured.BalancedLogLoss)
                : null,
            calibrator.PriorStrength);
    }
}
