namespace ActiveLearning.Benchmarks.Load;

/// <summary>A straight line through a series, by least squares.</summary>
/// <param name="PerStep">Rise from one value to the next.</param>
/// <param name="Margin">Half of the rise's 95% interval; infinite below three values.</param>
internal readonly record struct Slope(double PerStep, double Margin)
{
    // 97.5% quantile of Student's t; beyond thirty degrees of freedom the normal's 1.96 is close enough.
    private static readonly double[] Student =
    [
        12.71, 4.30, 3.18, 2.78, 2.57, 2.45, 2.36, 2.31, 2.26, 2.23, 2.20, 2.18, 2.16, 2.14, 2.13,
        2.12, 2.11, 2.10, 2.09, 2.09, 2.08, 2.07, 2.07, 2.06, 2.06, 2.06, 2.05, 2.05, 2.05, 2.04,
    ];

    /// <summary>Whether no rise is within the interval.</summary>
    public bool IsFlat => Math.Abs(PerStep) <= Margin;

    public static Slope Of(IReadOnlyList<double> values)
    {
        var n = values.Count;
        var (meanX, meanY) = ((n - 1) / 2.0, values.Average());
        var spread = Enumerable.Range(0, n).Sum(x => (x - meanX) * (x - meanX));
        if (n < 3)
        {
            return new Slope(n == 2 ? values[1] - values[0] : 0, double.PositiveInfinity);
        }

        var slope = Enumerable.Range(0, n).Sum(x => (x - meanX) * (values[x] - meanY)) / spread;
        var rest = Enumerable.Range(0, n).Sum(x => Math.Pow(values[x] - meanY - (slope * (x - meanX)), 2));
        var student = n - 2 <= Student.Length ? Student[n - 3] : 1.96;
        return new Slope(slope, student * Math.Sqrt(rest / (n - 2) / spread));
    }
}
