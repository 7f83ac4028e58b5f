using System.Diagnostics;
using System.Numerics.Tensors;
using ActiveLearning.Learning.Acquisition;
using ActiveLearning.Learning.Committee;
using ActiveLearning.Learning.Evaluation;
using ActiveLearning.Learning.Features;
using ActiveLearning.Learning.Heads;

namespace ActiveLearning.Learning.Replay;

/// <summary>
/// What would have happened had a pool been labelled by another strategy: select, reveal the labels, refit, score, again. It runs the very trainer, ONNX session and
/// acquisition functions that serve live queues.
/// </summary>
public sealed class ReplayLoop
{
    private readonly ReplaySet _set;
    private readonly IAcquisitionFunction _function;
    private readonly Random _random;
    private readonly TrainingSet _training;
    private readonly List<int> _labelled = [];
    private readonly int[] _perClass;
    private readonly bool[] _taken;
    private readonly Queue<int> _walk;
    private readonly float[] _probabilities;
    private readonly CommitteeOpinion[] _opinions;
    private readonly float[] _testProbabilities;
    private HeadFit? _fit;
    private FeatureBlock? _sample;

    /// <summary>Prepares a replay.</summary>
    /// <param name="set">The items; shared between replays, which only read it.</param>
    /// <param name="function">Chooses the items.</param>
    /// <param name="first">The first labelled rows, of two classes at least.</param>
    /// <param name="random">Everything that is left to chance.</param>
    public ReplayLoop(ReplaySet set, IAcquisitionFunction function, IReadOnlyList<int> first, Random random)
    {
        ArgumentNullException.ThrowIfNull(set);
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(random);
        _set = set;
        _function = function;
        _random = random;
        _training = new TrainingSet(set.Classes.Count, set.Pool.EmbeddingDimensions);
        _perClass = new int[set.Classes.Count];
        _taken = new bool[set.Pool.Count];
        _probabilities = new float[set.Pool.Count * set.Classes.Count];
        _opinions = new CommitteeOpinion[function.AsksCommittee ? set.Pool.Count : 0];
        _testProbabilities = new float[set.Test.Count * set.Classes.Count];
        var walk = Enumerable.Range(0, set.Pool.Count).ToArray();
        random.Shuffle(walk);
        _walk = new Queue<int>(walk);
        foreach (var row in first)
        {
            Label(row);
        }
    }

    /// <summary>Rows labelled so far, in order.</summary>
    public IReadOnlyList<int> Labelled => _labelled;

    /// <summary>Runs to the budget and returns the curve, beginning with the first labels.</summary>
    /// <param name="budget">Labels to spend in all, the first ones included.</param>
    /// <param name="batch">Labels between refits.</param>
    /// <param name="controlShare">Share of each batch that follows the control arm's walk.</param>
    /// <param name="cancellationToken">Checked within fits and between batches.</param>
    public IEnumerable<ReplayPoint> Run(int budget, int batch, double controlShare, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(batch, 1);
        var selectMs = 0.0;
        var controlDue = 0.0;
        while (true)
        {
            var (point, session) = FitAndScore(selectMs, cancellationToken);
            using (session)
            {
                yield return point;
                if (_labelled.Count >= budget || _labelled.Count == _set.Pool.Count)
                {
                    yield break;
                }

                var started = Stopwatch.GetTimestamp();
                var wanted = Math.Min(batch, budget - _labelled.Count);
                controlDue += wanted * controlShare;
                var control = (int)controlDue;
                controlDue -= control;
                session.Score(_set.Pool, 0, _set.Pool.Count, _probabilities, _opinions);
                var chosen = _function.Select(View(session.DecisionOffsets), wanted - control, _random);
                selectMs = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
                foreach (var candidate in chosen)
                {
                    Label(candidate.Row);
                }

                // What the function could not fill, like the control arm's part, follows the walk.
                for (var left = wanted - chosen.Count; left > 0 && _walk.TryDequeue(out var row);)
                {
                    left -= Label(row) ? 1 : 0;
                }
            }
        }
    }

    private (ReplayPoint Point, HeadSession Session) FitAndScore(double selectMs, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        _fit = HeadTrainer.Fit(_training, _fit, cancellationToken);
        var committee = _function.AsksCommittee ? BootstrapCommittee.Fit(_training, _fit, _random, cancellationToken) : [];
        var head = Decisive(_fit.Head);
        var fitMs = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        var session = HeadSession.Load(head.ToOnnx(committee));
        var classes = _set.Classes.Count;
        session.Score(_set.Test, 0, _set.Test.Count, _testProbabilities);
        var matrix = new ConfusionMatrix(classes);
        for (var row = 0; row < _set.Test.Count; row++)
        {
            matrix.Add(_set.TestLabels[row], TensorPrimitives.IndexOfMax<float>(_testProbabilities.AsSpan(row * classes, classes)));
        }

        return (new ReplayPoint(_labelled.Count, matrix.Accuracy, matrix.MacroF1, fitMs, selectMs, _fit.C, [.. _perClass]), session);
    }

    private Head Decisive(Head balanced)
    {
        if (_set.StatedShares is not { } shares || _labelled.Count < StatedShares.LeastLabels)
        {
            return balanced;
        }

        if (_sample is null)
        {
            var rows = Enumerable.Range(0, _set.Pool.Count).ToArray();
            new Random(_set.Pool.Count).Shuffle(rows);
            _sample = new FeatureBlock(_set.Pool.EmbeddingDimensions);
            foreach (var row in rows.Take(StatedShares.SampleSize))
            {
                _sample.Add(_set.Pool.Features(row));
            }
        }

        return balanced.Shifted(StatedShares.Offsets(balanced, _sample, shares));
    }

    private PoolView View(float[] decisionOffsets) => new()
    {
        Features = _set.Pool,
        Scores = ProbabilityTable.Of(_probabilities, _set.Classes.Count),
        DecisionOffsets = decisionOffsets,
        Opinions = _opinions,
        AttributeSlices = Slices(),
        Classes = _set.Classes.Count,
        Open = Enumerable.Range(0, _set.Pool.Count).Where(row => !_taken[row]).ToArray(),
        Labelled = _labelled,
        LabelsPerClass = _perClass,
        TotalLabels = _labelled.Count,
        PoolSize = _set.Pool.Count,
    };

    // As in the product: sizes and labels by value, and how the labels themselves fare out of fold.
    private SliceView? Slices()
    {
        if (_function is not SliceWeighted { Attribute: var attribute } || !_set.PoolSlices.TryGetValue(attribute, out var ofRow) || _fit is null)
        {
            return null;
        }

        var classes = _set.Classes.Count;
        var figures = new SliceFigures[ofRow.Max() + 2];
        foreach (var slice in ofRow)
        {
            figures[slice] = figures[slice] with { Items = figures[slice].Items + 1 };
        }

        var outOfFold = _fit.OutOfFold;
        for (var i = 0; i < _labelled.Count; i++)
        {
            ref var slice = ref figures[ofRow[_labelled[i]]];
            var right = TensorPrimitives.IndexOfMax<float>(outOfFold.AsSpan(i * classes, classes)) == _set.PoolLabels[_labelled[i]];
            slice = new SliceFigures(slice.Items, slice.Labels + 1, slice.Judged + 1, slice.Wrong + (right ? 0 : 1));
        }

        return new SliceView(ofRow, SliceNeed.NextShares(figures));
    }

    private bool Label(int row)
    {
        if (_taken[row])
        {
            return false;
        }

        _taken[row] = true;
        _labelled.Add(row);
        _perClass[_set.PoolLabels[row]]++;
        _training.Add(_set.Pool.Features(row), _set.PoolLabels[row]);
        return true;
    }
}
