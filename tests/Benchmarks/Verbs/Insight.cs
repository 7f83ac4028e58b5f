using System.CommandLine;
using System.Globalization;
using ActiveLearning.Benchmarks.Insights;
using ActiveLearning.Benchmarks.LabelEfficiency;
using ActiveLearning.Learning.Acquisition;
using ActiveLearning.Learning.Encoding;
using ActiveLearning.Learning.LearningCurves;
using ActiveLearning.Learning.Replay;

namespace ActiveLearning.Benchmarks.Verbs;

/// <summary>Whether what owners are told is true: estimates, saving and calibration of labelling efforts whose truth is known.</summary>
public static class Insight
{
    private static readonly int[] CurveSizes = [150, 300, 600, 1_200, 2_400, 4_800];

    public static Command Command()
    {
        var pool = new Option<FileInfo>("--pool") { Required = true, Description = "Labelled JSON lines {id,text,label}." };
        var test = new Option<FileInfo>("--test") { Required = true, Description = "Labelled JSON lines that stand for the truth." };
        var seeds = new Option<int>("--seeds") { DefaultValueFactory = _ => 5 };
        var chosen = new Option<int>("--chosen") { DefaultValueFactory = _ => 600, Description = "Labels by auto." };
        var walk = new Option<int>("--walk") { DefaultValueFactory = _ => 300, Description = "Labels by the walk, besides those that it passes over." };
        var judged = new Option<string>("--judged") { DefaultValueFactory = _ => "300,600,1000,2000", Description = "Numbers of labels at which leave-one-out and folds are compared, by comma; none to leave that out." };
        var threads = new Option<int>("--threads") { DefaultValueFactory = _ => Environment.ProcessorCount };
        var command = new Command("insight", "Estimates, saving and calibration against a known truth.") { pool, test, seeds, chosen, walk, judged, threads };
        command.SetAction((parsed, cancellationToken) =>
        {
            var set = Features.Read(
                LabelledFile.Read(parsed.GetValue(pool)!.FullName), LabelledFile.Read(parsed.GetValue(test)!.FullName), "default", [], stateShares: false, parsed.GetValue(threads), cancellationToken);
            var sizes = parsed.GetValue(judged)!.Split(',', StringSplitOptions.RemoveEmptyEntries).Where(size => size != "none");
            JudgeTwice(set, [.. sizes.Select(size => int.Parse(size, CultureInfo.InvariantCulture))], cancellationToken);
            var curve = TrueCurve(set, parsed.GetValue(seeds), cancellationToken);
            var trials = new (InsightTrial Trial, LabelWorth Worth)[parsed.GetValue(seeds)];
            WorkerThreads.Run(
                parsed.GetValue(threads),
                trials.Length,
                seed =>
                {
                    AcquisitionFunctions.TryGet("auto", out var auto);
                    var loop = new ReplayLoop(set, auto!, FirstLabels.Draw(set.PoolLabels, set.Classes.Count, seed + 1)[seed], new Random(seed));
                    foreach (var _ in loop.Run(parsed.GetValue(chosen), 20, 0, cancellationToken))
                    {
                    }

                    var trial = new InsightTrial(set, loop.Labelled, parsed.GetValue(walk), new Random(100 + seed), cancellationToken);
                    trials[seed] = (trial, trial.Worth(cancellationToken));
                },
                cancellationToken);
            var (held, intervals, holdsWorth) = (0, 0, 0);
            Console.WriteLine("seed labels random  test F1  worth said [95%]           true worth  log loss before after  ECE before after claimed [95%]");
            for (var seed = 0; seed < trials.Length; seed++)
            {
                var (trial, worth) = trials[seed];
                var coverage = trial.Coverage();
                var calibrated = trial.Calibrate();
                var truth = curve.LabelsFor(trial.TestMacroF1());
                held += coverage.Held;
                intervals += coverage.Intervals;
                holdsWorth += worth.Interval.Contains(truth) || (truth > worth.Limit && double.IsInfinity(worth.Interval.High)) ? 1 : 0;
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{seed,4} {trial.Size.Labels,6} {trial.Size.Sample,6} {trial.TestMacroF1(),8:F3}  {worth.Labels,6:F0} [{worth.Interval.Low:F0} to {worth.Interval.High:F0} of {worth.Limit}] {truth,10:F0}"
                    + $"  {calibrated.LossBefore,14:F3} {calibrated.LossAfter,6:F3}  {calibrated.ErrorBefore,9:F3} {calibrated.ErrorAfter,5:F3} {calibrated.Claimed.Error,7:F3} [{calibrated.Claimed.Interval.Low:F3} to {calibrated.Claimed.Interval.High:F3}] T {calibrated.Calibrator.Temperature:F2} prior {calibrated.Calibrator.PriorStrength:F2}"));
            }

            Console.WriteLine($"figure insight-coverage = {held} of {intervals} intervals hold the truth; the saving's does in {holdsWorth} of {trials.Length}");
            return Task.FromResult(0);
        });
        return command;
    }

    private static void JudgeTwice(ReplaySet set, int[] sizes, CancellationToken cancellationToken)
    {
        Console.WriteLine("labels   macro-F1 by leave-one-out   by five folds   on held-out items   decided alike   (means of five draws)");
        foreach (var labels in sizes.Where(labels => labels < set.Pool.Count))
        {
            var judged = Enumerable.Range(0, 5).Select(seed => InsightTrial.JudgeTwice(set, labels, new Random(seed), cancellationToken)).ToArray();
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{labels,6} {judged.Average(j => j.LeaveOneOut),27:F3} {judged.Average(j => j.Folds),15:F3} {judged.Average(j => j.Test),19:F3} {judged.Average(j => j.Alike),15:F3}"));
        }
    }

    /// <summary>The curve of random labels on held-out items, from far more of them than an insight has.</summary>
    private static InversePowerLaw TrueCurve(ReplaySet set, int seeds, CancellationToken cancellationToken)
    {
        var sizes = CurveSizes.Where(size => size <= set.Pool.Count).ToArray();
        var scores = sizes.Select(size => Enumerable.Range(0, seeds).Average(seed => new InsightTrial(set, [], size, new Random(1_000 + seed), cancellationToken).TestMacroF1())).ToArray();
        Console.WriteLine("random labels: " + string.Join(", ", sizes.Zip(scores, (size, score) => string.Create(CultureInfo.InvariantCulture, $"{size} {score:F3}"))));
        return InversePowerLaw.Fit([.. sizes.Select(size => (double)size)], scores);
    }
}
