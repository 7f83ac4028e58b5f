namespace ActiveLearning.Learning.Evaluation;

/// <summary>Agreement of two deciders beyond what their class shares alone would give (Cohen, 1960): 1 for equal decisions, 0 for chance.</summary>
public static class CohenKappa
{
    /// <summary>Returns kappa, at most 1; 1 when both only ever name one and the same class, or there is no item.</summary>
    /// <param name="one">Classes by the first decider.</param>
    /// <param name="other">Classes by the second, for the same items.</param>
    /// <param name="classes">Number of classes.</param>
    /// <exception cref="ArgumentException">The spans differ in length.</exception>
    public static double Of(ReadOnlySpan<int> one, ReadOnlySpan<int> other, int classes)
    {
        if (one.Length != other.Length)
        {
            throw new ArgumentException("Both decide the same items.", nameof(other));
        }

        if (one.IsEmpty)
        {
            return 1;
        }

        var shares = new double[classes];
        var otherShares = new double[classes];
        double agreed = 0, step = 1.0 / one.Length;
        for (var i = 0; i < one.Length; i++)
        {
            agreed += one[i] == other[i] ? step : 0;
            shares[one[i]] += step;
            otherShares[other[i]] += step;
        }

        var expected = 0.0;
        for (var c = 0; c < classes; c++)
        {
            expected += shares[c] * otherShares[c];
        }

        return expected >= 1 - 1e-12 ? 1 : (agreed - expected) / (1 - expected);
    }
}
