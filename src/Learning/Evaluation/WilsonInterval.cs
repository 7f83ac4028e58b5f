namespace ActiveLearning.Learning.Evaluation;

/// <summary>The score interval of a share (Wilson, 1927): unlike the textbook one it stays within [0, 1] and is honest for few items and for shares near 0 and 1.</summary>
public static class WilsonInterval
{
    /// <summary>Normal quantile of a two-sided 95% interval.</summary>
    public const double Z95 = 1.959963984540054;

    /// <summary>Returns the interval; [0, 1] when nothing was counted.</summary>
    /// <param name="successes">Counted items that have the property, 0 to <paramref name="total"/>.</param>
    /// <param name="total">Counted items.</param>
    /// <param name="z">Normal quantile, 1.96 for 95%.</param>
    public static Interval Of(double successes, double total, double z = Z95)
    {
        if (!(successes >= 0 && successes <= total))
        {
            throw new ArgumentOutOfRangeException(nameof(successes), successes, "Successes are part of the total.");
        }

        if (total == 0)
        {
            return new Interval(0, 1);
        }

        var share = successes / total;
        var square = z * z;
        var centre = (share + (square / (2 * total))) / (1 + (square / total));
        var half = z / (1 + (square / total)) * Math.Sqrt((share * (1 - share) / total) + (square / (4 * total * total)));
        return new Interval(Math.Max(0, centre - half), Math.Min(1, centre + half));
    }
}
