using ActiveLearning.Learning.Replay;

namespace ActiveLearning.Benchmarks.LabelEfficiency;

/// <summary>One strategy's learning curve from one set of first labels.</summary>
public sealed record Curve(string Strategy, int Seed, IReadOnlyList<ReplayPoint> Points)
{
    /// <summary>Area under the learning curve: the mean macro-F1 of its points.</summary>
    public double Aulc => Points.Average(point => point.MacroF1);

    public double F1At(int labels) => Points.LastOrDefault(point => point.Labels <= labels)?.MacroF1 ?? double.NaN;

    /// <summary>The middle of some values, or the mean of the two in the middle.</summary>
    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2;
    }

    /// <summary>The first number of labels from which two points in a row reach the score; infinity if none does.</summary>
    public double LabelsTo(double macroF1)
    {
        for (var i = 0; i < Points.Count; i++)
        {
            if (Points[i].MacroF1 >= macroF1 && Points[Math.Min(i + 1, Points.Count - 1)].MacroF1 >= macroF1)
            {
                return Points[i].Labels;
            }
        }

        return double.PositiveInfinity;
    }
}
