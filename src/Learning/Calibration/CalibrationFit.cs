using ActiveLearning.Learning.Evaluation;

namespace ActiveLearning.Learning.Calibration;

/// <summary>
/// Fits a calibrator to out-of-fold probabilities. Random items speak for the pool as they are; all others were chosen, so they only say how sure the head may be, with
/// every class counting alike and no more weight than 50 random items: what is known is shrunk towards them while the walk is short.
/// </summary>
public sealed class CalibrationFit
{
    /// <summary>Fewest random items for a reliability figure.</summary>
    public const int LeastItems = 30;

    private const int Folds = 5;
    private const int Bins = 10;
    private const double HottestLog = 1.386;
    private const int MostOthers = 2_000;

    // What it costs, in nats of all random items together, to bring in none of the shares: a head that learnt from chosen items is not the one that theory speaks of, but without evidence theory counts.
    private const double NoPriorCosts = 2;
    private static readonly double[] PriorStrengths = [0, 0.25, 0.5, 0.75, 1];

    private readonly int _classes;
    private readonly int[] _labels;
    private readonly float[] _balanced;
    private readonly int[] _random;
    private readonly double[] _otherWeights;
    private readonly double[] _ofModel;

    /// <summary>Prepares the fit.</summary>
    /// <param name="classes">Number of classes.</param>
    /// <param name="labels">Class per labelled item.</param>
    /// <param name="balanced">Out-of-fold probabilities of the balanced head, [items × classes].</param>
    /// <param name="random">Positions of the items that are a random sample of the pool.</param>
    /// <param name="ofModel">Class shares of the pool in the model's view: <see cref="PoolShares.OfModel"/>.</param>
    public CalibrationFit(int classes, int[] labels, float[] balanced, int[] random, double[] ofModel)
    {
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(balanced);
        ArgumentNullException.ThrowIfNull(random);
        _classes = classes;
        _labels = labels;
        _balanced = balanced;
        _random = random;
        _ofModel = ofModel;
        _otherWeights = OtherWeights(labels, classes, random);
    }

    /// <summary>The calibrator of all that is known.</summary>
    public Calibrator Fit() => Fit(_random);

    /// <summary>How far it can be trusted: each random item is calibrated without itself; null for fewer than <see cref="LeastItems"/>.</summary>
    /// <param name="random">Draws for the interval.</param>
    public Reliability? Measure(Random random)
    {
        if (_random.Length < LeastItems)
        {
            return null;
        }

        var calibrated = new float[_random.Length * _classes];
        var balanced = new float[calibrated.Length];
        var actual = new int[_random.Length];
        for (var fold = 0; fold < Folds; fold++)
        {
            var calibrator = Fit([.. _random.Where((_, i) => i % Folds != fold)]);
            for (var i = fold; i < _random.Length; i += Folds)
            {
                var said = _balanced.AsSpan(_random[i] * _classes, _classes);
                actual[i] = _labels[_random[i]];
                said.CopyTo(balanced.AsSpan(i * _classes));
                calibrator.Apply(said, calibrated.AsSpan(i * _classes, _classes));
            }
        }

        double ErrorOf(int[] items)
        {
            var probabilities = new float[items.Length * _classes];
            var classes = new int[items.Length];
            for (var i = 0; i < items.Length; i++)
            {
                calibrated.AsSpan(items[i] * _classes, _classes).CopyTo(probabilities.AsSpan(i * _classes));
                classes[i] = actual[items[i]];
            }

            return ExpectedCalibrationError.Of(probabilities, classes, _classes, Bins);
        }

        return new Reliability(
            actual.Length,
            ExpectedCalibrationError.Of(calibrated, actual, _classes, Bins),
            BootstrapInterval.Of(actual.Length, ErrorOf, random),
            LogLoss.Of(calibrated, actual, _classes),
            LogLoss.Of(balanced, actual, _classes));
    }

    private Calibrator Fit(int[] random)
    {
        var counts = new int[_classes];
        foreach (var item in random)
        {
            counts[_labels[item]]++;
        }

        var shares = PoolShares.Shrink(counts, _ofModel);
        var even = new double[_classes];
        Array.Fill(even, 1.0 / _classes);

        var best = PriorStrengths.Select(strength => Cool(random, shares, even, strength)).MinBy(found => found.Loss);
        return new Calibrator(best.Temperature, shares, best.Strength);
    }

    private (double Temperature, double Strength, double Loss) Cool(int[] random, double[] shares, double[] even, double strength)
    {
        // The loss has one valley in 1/T, and so in ln T: golden section search.
        var (low, high) = (-HottestLog, HottestLog);
        var ratio = (Math.Sqrt(5) - 1) / 2;
        for (var round = 0; round < 15; round++)
        {
            var left = high - (ratio * (high - low));
            var right = low + (ratio * (high - low));
            if (Loss(left, random, shares, even, strength) < Loss(right, random, shares, even, strength))
            {
                high = right;
            }
            else
            {
                low = left;
            }
        }

        var middle = (low + high) / 2;
        return (Math.Exp(middle), strength, Loss(middle, random, shares, even, strength) + (NoPriorCosts * (1 - strength) * (1 - strength)));
    }

    private double Loss(double logTemperature, int[] random, double[] shares, double[] even, double strength)
    {
        var temperature = Math.Exp(logTemperature);
        var inPool = new Calibrator(temperature, shares, strength);
        var balanced = new Calibrator(temperature, even);
        Span<float> said = stackalloc float[_classes];
        var loss = 0.0;
        foreach (var item in random)
        {
            inPool.Apply(_balanced.AsSpan(item * _classes, _classes), said);
            loss -= Math.Log(Math.Max(1e-12, said[_labels[item]]));
        }

        for (var item = 0; item < _labels.Length; item++)
        {
            if (_otherWeights[item] > 0)
            {
                balanced.Apply(_balanced.AsSpan(item * _classes, _classes), said);
                loss -= _otherWeights[item] * Math.Log(Math.Max(1e-12, said[_labels[item]]));
            }
        }

        return loss;
    }

    private static double[] OtherWeights(int[] labels, int classes, int[] random)
    {
        var isRandom = new bool[labels.Length];
        foreach (var item in random)
        {
            isRandom[item] = true;
        }

        // Evenly spaced ones are enough of them: together they never weigh more than a few random items.
        var others = Enumerable.Range(0, labels.Length).Where(item => !isRandom[item]).ToArray();
        var spacing = Math.Max(1, others.Length / MostOthers);
        var used = others.Where((_, i) => i % spacing == 0).ToArray();
        var perClass = new int[classes];
        foreach (var item in used)
        {
            perClass[labels[item]]++;
        }

        var present = perClass.Count(count => count > 0);
        var weights = new double[labels.Length];
        foreach (var item in used)
        {
            weights[item] = Math.Min(1, PoolShares.ModelIsWorthLabels / present / perClass[labels[item]]);
        }

        return weights;
    }
}
