using System.Numerics.Tensors;
using ActiveLearning.Learning.Calibration;
using ActiveLearning.Learning.ControlArm;
using ActiveLearning.Learning.Evaluation;
using ActiveLearning.Learning.Heads;
using ActiveLearning.Learning.LearningCurves;
using ActiveLearning.Learning.Replay;

namespace ActiveLearning.Benchmarks.Insights;

/// <summary>
/// One labelling effort of which the truth is known: some labels by auto, then a walk that passes over those and counts them; what the insight says of it, and what is true.
/// </summary>
public sealed class InsightTrial
{
    private readonly ReplaySet _set;
    private readonly int _classes;
    private readonly int[] _actual;
    private readonly int[] _decided;
    private readonly float[] _outOfFold;
    private readonly RandomItem[] _sample;
    private readonly HeadFit _champion;
    private readonly int[] _labelled;
    private readonly int[] _positions;
    private readonly float[] _test;

    /// <summary>Labels and fits.</summary>
    /// <param name="set">The items.</param>
    /// <param name="chosen">Rows that the learning arm labelled.</param>
    /// <param name="walk">Labels that the walk takes.</param>
    /// <param name="random">Order of the walk.</param>
    /// <param name="cancellationToken">Ends the fits.</param>
    public InsightTrial(ReplaySet set, IReadOnlyList<int> chosen, int walk, Random random, CancellationToken cancellationToken)
    {
        _set = set;
        _classes = set.Classes.Count;
        var order = Enumerable.Range(0, set.Pool.Count).ToArray();
        random.Shuffle(order);
        var taken = chosen.ToHashSet();
        var labelled = chosen.ToList();
        var prefix = new List<int>();
        for (var place = 0; labelled.Count < chosen.Count + walk; place++)
        {
            prefix.Add(order[place]);
            if (taken.Add(order[place]))
            {
                labelled.Add(order[place]);
            }
        }

        var training = new TrainingSet(_classes, set.Pool.EmbeddingDimensions);
        foreach (var row in labelled)
        {
            training.Add(set.Pool.Features(row), set.PoolLabels[row]);
        }

        _labelled = [.. labelled];
        _champion = HeadTrainer.Fit(training, null, cancellationToken);
        var place_ = labelled.Select((row, i) => (row, i)).ToDictionary(x => x.row, x => x.i);
        _positions = [.. prefix.Select(row => place_[row])];
        _actual = [.. prefix.Select(row => set.PoolLabels[row])];
        _outOfFold = _champion.OutOfFold;
        _decided = [.. _positions.Select(i => TensorPrimitives.IndexOfMax<float>(_outOfFold.AsSpan(i * _classes, _classes)))];
        _sample = [.. prefix.Select(row => new RandomItem(set.Pool.Features(row), set.PoolLabels[row]))];
        _test = new float[set.Test.Count * _classes];
        using var session = HeadSession.Load(_champion.Head.ToOnnx());
        session.Score(set.Test, 0, set.Test.Count, _test);
    }

    /// <summary>Labels in all, and random items among them.</summary>
    public (int Labels, int Sample) Size => (_labelled.Length, _sample.Length);

    /// <summary>Of the intervals for shares, accuracy, precision and recall, those that hold what is true of the whole pool; labelled items are decided out of fold.</summary>
    public (int Held, int Intervals) Coverage()
    {
        var estimates = new SampleEstimates(_classes, _actual, _decided, 0);
        var pool = new float[_set.Pool.Count * _classes];
        using var session = HeadSession.Load(_champion.Head.ToOnnx());
        session.Score(_set.Pool, 0, _set.Pool.Count, pool);
        for (var i = 0; i < _labelled.Length; i++)
        {
            _outOfFold.AsSpan(i * _classes, _classes).CopyTo(pool.AsSpan(_labelled[i] * _classes));
        }

        var truth = new ConfusionMatrix(_classes);
        for (var i = 0; i < _set.Pool.Count; i++)
        {
            truth.Add(_set.PoolLabels[i], TensorPrimitives.IndexOfMax<float>(pool.AsSpan(i * _classes, _classes)));
        }

        var checks = new List<bool> { estimates.Accuracy.Interval.Contains(truth.Accuracy) };
        for (var c = 0; c < _classes; c++)
        {
            checks.Add(estimates.Prevalence(c).Interval.Contains(_set.PoolLabels.Count(label => label == c) / (double)_set.Pool.Count));
            checks.Add(estimates.Precision(c).Interval.Contains(truth.Precision(c)));
            checks.Add(estimates.Recall(c).Interval.Contains(truth.Recall(c)));
        }

        return (checks.Count(held => held), checks.Count);
    }

    /// <summary>The champion's macro-F1 on held-out items.</summary>
    public double TestMacroF1()
    {
        var truth = new ConfusionMatrix(_classes);
        for (var i = 0; i < _set.Test.Count; i++)
        {
            truth.Add(_set.TestLabels[i], TensorPrimitives.IndexOfMax<float>(_test.AsSpan(i * _classes, _classes)));
        }

        return truth.MacroF1;
    }

    /// <summary>What the insight says the champion is worth.</summary>
    public LabelWorth Worth(CancellationToken cancellationToken)
    {
        var curve = new RandomLabelCurve(_sample, _classes, _set.Pool.EmbeddingDimensions, new Random(1));
        while (curve.Step(cancellationToken))
        {
        }

        return curve.Measure(_decided, new Random(2));
    }

    /// <summary>Log loss and calibration error on held-out items before and after, and what the reliability figure claimed.</summary>
    public (double LossBefore, double LossAfter, double ErrorBefore, double ErrorAfter, Reliability Claimed, Calibrator Calibrator) Calibrate()
    {
        using var session = HeadSession.Load(_champion.Head.ToOnnx());
        var pool = new float[1_000 * _classes];
        session.Score(_set.Pool, 0, 1_000, pool);
        var fit = new CalibrationFit(_classes, [.. _labelled.Select(row => _set.PoolLabels[row])], _outOfFold, _positions, PoolShares.OfModel(pool, _classes));
        var calibrator = fit.Fit();
        var after = calibrator.Apply(_test);
        return (
            LogLoss.Of(_test, _set.TestLabels, _classes),
            LogLoss.Of(after, _set.TestLabels, _classes),
            ExpectedCalibrationError.Of(_test, _set.TestLabels, _classes),
            ExpectedCalibrationError.Of(after, _set.TestLabels, _classes),
            fit.Measure(new Random(3))!,
            calibrator);
    }

    /// <summary>Macro-F1 of out-of-fold decisions on random labels, by leave-one-out and by folds, how often both decide alike, and the macro-F1 on held-out items.</summary>
    public static (double LeaveOneOut, double Folds, double Alike, double Test) JudgeTwice(ReplaySet set, int labels, Random random, CancellationToken cancellationToken)
    {
        var classes = set.Classes.Count;
        var order = Enumerable.Range(0, set.Pool.Count).ToArray();
        random.Shuffle(order);
        var training = new TrainingSet(classes, set.Pool.EmbeddingDimensions);
        foreach (var row in order.AsSpan(0, labels))
        {
            training.Add(set.Pool.Features(row), set.PoolLabels[row]);
        }

        var choices = new FitChoices(C: 3, InFeatureSpace: true);
        var (left, leaveOneOut) = Judge(HeadTrainer.Fit(training, null, choices with { LeaveOneOutLabels = int.MaxValue }, cancellationToken), training);
        var fit = HeadTrainer.Fit(training, null, choices with { LeaveOneOutLabels = 0 }, cancellationToken);
        var (right, folds) = Judge(fit, training);
        using var session = HeadSession.Load(fit.Head.ToOnnx());
        var test = new float[set.Test.Count * classes];
        session.Score(set.Test, 0, set.Test.Count, test);
        var truth = new ConfusionMatrix(classes);
        for (var i = 0; i < set.Test.Count; i++)
        {
            truth.Add(set.TestLabels[i], TensorPrimitives.IndexOfMax<float>(test.AsSpan(i * classes, classes)));
        }

        return (leaveOneOut, folds, left.Zip(right).Average(pair => pair.First == pair.Second ? 1.0 : 0), truth.MacroF1);
    }

    private static (int[] Decided, double MacroF1) Judge(HeadFit fit, TrainingSet set)
    {
        var matrix = new ConfusionMatrix(set.Classes);
        var decided = new int[set.Count];
        for (var row = 0; row < set.Count; row++)
        {
            decided[row] = TensorPrimitives.IndexOfMax<float>(fit.OutOfFold.AsSpan(row * set.Classes, set.Classes));
            matrix.Add(set.Label(row), decided[row]);
        }

        return (decided, matrix.MacroF1);
    }
}
