using ActiveLearning.Learning.Evaluation;

namespace ActiveLearning.Learning.ControlArm;

/// <summary>A share with its 95% interval.</summary>
/// <param name="Value">The share among those whose class is known, 0 to 1; NaN where nothing was counted.</param>
/// <param name="Interval">Its interval, widened by what the blocked items could have been at worst.</param>
public readonly record struct ShareEstimate(double Value, Interval Interval);

/// <summary>
/// What a random sample of the pool says about it and about a model's decisions. The sample needs no weights: <see cref="SettledWalk"/>. Decisions must come from a model that did
/// not learn from the item, else they flatter.
/// </summary>
public sealed class SampleEstimates
{
    private readonly ConfusionMatrix _counts;
    private readonly int _blocked;

    /// <summary>Counts the sample.</summary>
    /// <param name="classes">Number of classes.</param>
    /// <param name="actual">Class per item.</param>
    /// <param name="decided">The model's decision per item.</param>
    /// <param name="blocked">Items of the sample whose class nobody knows.</param>
    /// <exception cref="ArgumentException">The spans differ in length.</exception>
    public SampleEstimates(int classes, ReadOnlySpan<int> actual, ReadOnlySpan<int> decided, int blocked)
    {
        if (actual.Length != decided.Length)
        {
            throw new ArgumentException("Each item has one class and one decision.", nameof(decided));
        }

        _counts = new ConfusionMatrix(classes);
        _blocked = blocked;
        for (var i = 0; i < actual.Length; i++)
        {
            _counts.Add(actual[i], decided[i]);
        }
    }

    /// <summary>Share of right decisions.</summary>
    public ShareEstimate Accuracy => Estimate(Enumerable.Range(0, _counts.Classes).Sum(c => _counts[c, c]), _counts.Total);

    /// <summary>Unweighted mean of the classes' F1.</summary>
    public double MacroF1 => _counts.MacroF1;

    /// <summary>Share of the class in the pool.</summary>
    public ShareEstimate Prevalence(int c) => Estimate(_counts.Support(c), _counts.Total);

    /// <summary>Share of right ones among those that the model calls the class.</summary>
    public ShareEstimate Precision(int c) => Estimate(_counts[c, c], _counts.PredictedWeight(c));

    /// <summary>Share found among those that are of the class.</summary>
    public ShareEstimate Recall(int c) => Estimate(_counts[c, c], _counts.Support(c));

    private ShareEstimate Estimate(double part, double whole)
    {
        // Blocked items could all count against the share, or all for it: Manski's bounds, with sampling error on top.
        var low = WilsonInterval.Of(part, whole + _blocked).Low;
        var high = WilsonInterval.Of(part + _blocked, whole + _blocked).High;
        if (whole == 0)
        {
            return new ShareEstimate(double.NaN, new Interval(low, high));
        }

        // Rounding leaves the ends for 0 and for 1 a hair off.
        var share = part / whole;
        return new ShareEstimate(share, new Interval(Math.Min(low, share), Math.Max(high, share)));
    }
}
