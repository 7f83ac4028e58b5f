namespace ActiveLearning.Learning.LearningCurves;

/// <summary>
/// A learning curve as a − b·n⁻ᶜ: the usual three-parameter form (Figueroa and others, "Predicting sample size required for classification performance", 2012). Good between its
/// points, fair a little beyond, a guess further out.
/// </summary>
/// <param name="Ceiling">a: where it ends, at most 1.</param>
/// <param name="Gap">b, 0 or more.</param>
/// <param name="Rate">c, positive.</param>
public readonly record struct InversePowerLaw(double Ceiling, double Gap, double Rate)
{
    /// <summary>Fits by least squares: over a grid of rates, with a and b solved for each.</summary>
    /// <param name="labels">Labels per point, positive.</param>
    /// <param name="scores">Score per point, 0 to 1.</param>
    /// <returns>A flat line at the mean when the scores do not rise.</returns>
    /// <exception cref="ArgumentException">There are fewer than two points, or the lists differ in length.</exception>
    public static InversePowerLaw Fit(IReadOnlyList<double> labels, IReadOnlyList<double> scores)
    {
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(scores);
        if (labels.Count < 2 || labels.Count != scores.Count)
        {
            throw new ArgumentException("A curve has two points at least, and each a score.", nameof(scores));
        }

        var mean = scores.Average();
        var best = new InversePowerLaw(mean, 0, 1);
        var least = scores.Sum(score => (score - mean) * (score - mean));
        for (var rate = 0.1; rate <= 1.55; rate += 0.1)
        {
            var x = labels.Select(n => Math.Pow(n, -rate)).ToArray();
            var middle = x.Average();
            var spread = x.Sum(value => (value - middle) * (value - middle));
            var gap = spread < 1e-18 ? 0 : -x.Zip(scores, (value, score) => (value - middle) * (score - mean)).Sum() / spread;
            var ceiling = mean + (gap * middle);
            if (gap <= 0)
            {
                continue;
            }

            if (ceiling > 1)
            {
                // No score exceeds 1: the best line through that corner.
                ceiling = 1;
                gap = x.Zip(scores, (value, score) => value * (1 - score)).Sum() / x.Sum(value => value * value);
            }

            var errors = x.Zip(scores, (value, score) => score - (ceiling - (gap * value))).Sum(error => error * error);
            if (errors < least)
            {
                (best, least) = (new InversePowerLaw(ceiling, gap, rate), errors);
            }
        }

        return best;
    }

    /// <summary>The score at this many labels.</summary>
    public double At(double labels) => Ceiling - (Gap * Math.Pow(labels, -Rate));

    /// <summary>The labels that this score takes; infinite where the curve never gets there.</summary>
    public double LabelsFor(double score) => score >= Ceiling ? double.PositiveInfinity : Gap <= 0 ? 0 : Math.Pow(Gap / (Ceiling - score), 1 / Rate);
}
