using System.Numerics.Tensors;
using ActiveLearning.Learning.Evaluation;
using ActiveLearning.Learning.Features;
using ActiveLearning.Learning.Heads;

namespace ActiveLearning.Learning.LearningCurves;

/// <summary>A random item with its class.</summary>
/// <param name="Features">Its features.</param>
/// <param name="Class">Its class.</param>
public sealed record RandomItem(TextFeatures Features, int Class);

/// <summary>
/// What random labels alone would have bought: heads fitted on parts of a random sample and judged on its rest, for a curve of macro-F1 over random labels. One small fit at a time, so that
/// whoever runs it can let others in between.
/// </summary>
public sealed class RandomLabelCurve
{
    /// <summary>Fewest random items for a curve.</summary>
    public const int LeastItems = 200;

    /// <summary>Random items that are used at most, to bound the time.</summary>
    public const int MostItems = 2_000;

    /// <summary>How far beyond its random items the curve is believed.</summary>
    public const int Reach = 3;

    private const int SplitsPerSize = 5;
    private static readonly double[] Shares = [0.15, 0.25, 0.4, 0.6, 0.8];

    private readonly RandomItem[] _items;
    private readonly int _classes;
    private readonly int _dimensions;
    private readonly Random _random;
    private readonly List<Split> _splits = [];

    /// <summary>Prepares the curve.</summary>
    /// <param name="items">A random sample of the pool, at least <see cref="LeastItems"/>; the first <see cref="MostItems"/> are used.</param>
    /// <param name="classes">Number of classes.</param>
    /// <param name="dimensions">Length of an embedding.</param>
    /// <param name="random">Splits the sample.</param>
    public RandomLabelCurve(IReadOnlyList<RandomItem> items, int classes, int dimensions, Random random)
    {
        ArgumentNullException.ThrowIfNull(items);
        ArgumentOutOfRangeException.ThrowIfLessThan(items.Count, LeastItems);
        _items = [.. items.Take(MostItems)];
        _classes = classes;
        _dimensions = dimensions;
        _random = random;
    }

    /// <summary>Random items that the curve stands on.</summary>
    public int Items => _items.Length;

    /// <summary>Does the next fit; false when all are done.</summary>
    public bool Step(CancellationToken cancellationToken)
    {
        if (_splits.Count == Shares.Length * SplitsPerSize)
        {
            return false;
        }

        var size = (int)(Shares[_splits.Count / SplitsPerSize] * _items.Length);
        var order = Enumerable.Range(0, _items.Length).ToArray();
        _random.Shuffle(order);
        _splits.Add(Judge(size, order, cancellationToken));
        return true;
    }

    /// <summary>
    /// How many random labels a model is worth: where the curve reaches the model's macro-F1, both judged on the same items. The interval is over other draws of the items and of
    /// the splits. Beyond three times the random labels that there are, the curve is not believed.
    /// </summary>
    /// <param name="decisions">The model's out-of-fold decision on each of the items.</param>
    /// <param name="random">Draws for the interval.</param>
    /// <param name="draws">Number of draws.</param>
    public LabelWorth Measure(ReadOnlySpan<int> decisions, Random random, int draws = 200)
    {
        ArgumentNullException.ThrowIfNull(random);
        var decided = decisions[.._items.Length].ToArray();
        var once = new int[_items.Length];
        Array.Fill(once, 1);
        var worth = WorthOf(decided, once, [.. _splits]);
        var values = new double[draws];
        var times = new int[_items.Length];
        for (var draw = 0; draw < draws; draw++)
        {
            Array.Clear(times);
            for (var i = 0; i < times.Length; i++)
            {
                times[random.Next(times.Length)]++;
            }

            var splits = _splits.GroupBy(split => split.Size).SelectMany(group =>
            {
                var all = group.ToArray();
                return all.Select(_ => all[random.Next(all.Length)]);
            });
            values[draw] = WorthOf(decided, times, [.. splits]);
        }

        Array.Sort(values);
        return new LabelWorth(
            worth, new Interval(values[(int)(0.025 * draws)], values[Math.Min(draws - 1, (int)(0.975 * draws))]), Reach * _items.Length, MacroF1(decided, once, null));
    }

    private Split Judge(int size, int[] order, CancellationToken cancellationToken)
    {
        var set = new TrainingSet(_classes, _dimensions);
        foreach (var item in order.AsSpan(0, size))
        {
            set.Add(_items[item].Features, _items[item].Class);
        }

        var decided = new int[_items.Length];
        Array.Fill(decided, -1);
        var head = set.DistinctLabels < 2 ? null : HeadTrainer.Fit(set, null, cancellationToken).Head;
        var probabilities = new float[_classes];
        foreach (var item in order.AsSpan(size))
        {
            // Before two classes are known the only sensible answer is the one that is.
            decided[item] = set.Label(0);
            if (head is not null)
            {
                head.Predict(_items[item].Features, probabilities);
                decided[item] = TensorPrimitives.IndexOfMax<float>(probabilities);
            }
        }

        return new Split(size, decided);
    }

    private double WorthOf(int[] decided, int[] times, Split[] splits)
    {
        var sizes = splits.GroupBy(split => split.Size).OrderBy(group => group.Key).ToArray();
        var curve = InversePowerLaw.Fit([.. sizes.Select(group => (double)group.Key)], [.. sizes.Select(group => group.Average(split => MacroF1(split.Decided, times, split)))]);
        var labels = curve.LabelsFor(MacroF1(decided, times, null));
        return labels > Reach * _items.Length ? double.PositiveInfinity : Math.Max(labels, sizes[0].Key);
    }

    private double MacroF1(int[] decided, int[] times, Split? split)
    {
        var matrix = new ConfusionMatrix(_classes);
        for (var i = 0; i < _items.Length; i++)
        {
            if (times[i] > 0 && (split is null || decided[i] >= 0))
            {
                matrix.Add(_items[i].Class, decided[i], times[i]);
            }
        }

        return matrix.MacroF1;
    }

    private sealed record Split(int Size, int[] Decided);
}

/// <summary>How many random labels a model is worth.</summary>
/// <param name="Labels">The number; infinite when it is more than <paramref name="Limit"/>.</param>
/// <param name="Interval">95% interval; an infinite end means more than <paramref name="Limit"/>.</param>
/// <param name="Limit">As far as the curve is believed.</param>
/// <param name="MacroF1">The model's macro-F1 on the random items.</param>
public sealed record LabelWorth(double Labels, Interval Interval, int Limit, double MacroF1);
