using ActiveLearning.Contracts;

namespace ActiveLearning.Dashboard.Live;

/// <summary>How many labels a class needs within a slice before a statement about it means something.</summary>
public static class LabelNeed
{
    /// <summary>Never fewer than these: below 20 the normal approximation of an interval is not worth printing.</summary>
    public const int Least = 20;

    private const double Z95 = 1.96;
    private const double HalfWidth = 0.10;
    private const double AssumedRecall = 0.8;

    /// <summary>
    /// Labels after which the 95% interval of recall is ±0.10 or tighter, by the normal approximation: z²·r(1−r)/0.10². Recall r is the champion's for
    /// the class, held within 0.5 to 0.95 because a small sample says 0 or 1 too easily; 0.8 is assumed before there is one.
    /// </summary>
    /// <param name="className">The class.</param>
    /// <param name="champion">The champion's figures, or null.</param>
    public static int For(string className, ModelMetrics? champion)
    {
        var measured = champion?.Classes.FirstOrDefault(figures => figures.Class == className);
        var recall = measured is { Support: > 0 } ? Math.Clamp(measured.Recall, 0.5, 0.95) : AssumedRecall;
        return Math.Max(Least, (int)Math.Ceiling(Z95 * Z95 * recall * (1 - recall) / (HalfWidth * HalfWidth)));
    }

    /// <summary>How far a cell is: enough, on the way, or thin (under half of the need).</summary>
    public static CellFill FillOf(int labels, int need) => labels >= need ? CellFill.Enough : labels * 2 >= need ? CellFill.OnTheWay : CellFill.Thin;
}

/// <summary>How far a cell of the class-by-slice grid is.</summary>
public enum CellFill
{
    /// <summary>Under half of the need.</summary>
    Thin,

    /// <summary>Half of the need or more.</summary>
    OnTheWay,

    /// <summary>The need is met.</summary>
    Enough,
}
