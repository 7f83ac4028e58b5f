namespace ActiveLearning.Learning.Acquisition;

/// <summary>
/// How the next labels should be spread over slices: towards shares in proportion to √items × √(e·(1 − e)) with e the model's error rate there. The root of the size lies between equal
/// shares, which starve the whole, and proportional ones, which starve small slices (power allocation; Bankier, "Power Allocations", 1988); the spread of the errors sends labels where
/// the model is weak (Neyman, 1934).
/// </summary>
public static class SliceNeed
{
    // Labels that are looked ahead to: a slice that is behind catches up within about as many.
    private const double Horizon = 100;

    // Pseudo-judgements at the overall error rate: a handful of judged items must not make a slice look weak or strong.
    private const double Prior = 20;

    /// <summary>Returns each slice's share of the next labels; they sum to 1, or are all 0 where there is no item.</summary>
    /// <param name="slices">Items, labels and judged items of each slice.</param>
    public static float[] NextShares(IReadOnlyList<SliceFigures> slices)
    {
        ArgumentNullException.ThrowIfNull(slices);
        var judged = slices.Sum(slice => slice.Judged);
        var error = judged == 0 ? 0.5 : Math.Clamp((slices.Sum(slice => slice.Wrong) + 1.0) / (judged + 2.0), 0.01, 0.5);
        var wanted = slices.Select(slice => Math.Sqrt(slice.Items) * Spread((slice.Wrong + (Prior * error)) / (slice.Judged + Prior))).ToArray();
        var sum = wanted.Sum();
        var labels = slices.Sum(slice => slice.Labels);

        // A slice has no more to give than it has left.
        var missing = slices.Select((slice, i) => sum == 0
            ? 0
            : Math.Clamp((wanted[i] / sum * (labels + Horizon)) - slice.Labels, 0, Math.Max(0, slice.Items - slice.Labels))).ToArray();
        var all = missing.Sum();
        return [.. missing.Select(m => all == 0 ? 0 : (float)(m / all))];
    }

    // Errors above a half spread as much as at a half: a slice that is worse than a coin needs no fewer labels.
    private static double Spread(double error)
    {
        var e = Math.Min(error, 0.5);
        return Math.Sqrt(e * (1 - e));
    }
}

/// <summary>What is known of one slice of the whole project.</summary>
/// <param name="Items">Pool items.</param>
/// <param name="Labels">Labelled ones.</param>
/// <param name="Judged">Items whose class is known and that the model decided without having learnt from them; 0 when unknown.</param>
/// <param name="Wrong">Those that it decided wrongly.</param>
public readonly record struct SliceFigures(int Items, int Labels, int Judged = 0, int Wrong = 0);
