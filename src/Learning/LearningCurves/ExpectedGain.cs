using ActiveLearning.Learning.Evaluation;

namespace ActiveLearning.Learning.LearningCurves;

/// <summary>What the next labels are expected to bring, read off the curve that the model versions have drawn so far.</summary>
/// <param name="Labels">How many next labels.</param>
/// <param name="Value">Expected rise of macro-F1, 0 or more.</param>
/// <param name="Interval">95% interval over curves that fit about as well.</param>
public sealed record ExpectedGain(int Labels, double Value, Interval Interval)
{
    /// <summary>Fewest points for a forecast.</summary>
    public const int LeastPoints = 6;

    private const int Parameters = 3;
    private const int Draws = 400;

    /// <summary>Extends the curve; null for fewer than <see cref="LeastPoints"/>.</summary>
    /// <param name="labels">Labels of each version, ascending.</param>
    /// <param name="scores">Macro-F1 of each.</param>
    /// <param name="next">How many next labels.</param>
    /// <param name="random">Draws of the residuals.</param>
    public static ExpectedGain? Of(IReadOnlyList<double> labels, IReadOnlyList<double> scores, int next, Random random)
    {
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(scores);
        ArgumentNullException.ThrowIfNull(random);
        if (labels.Count < LeastPoints)
        {
            return null;
        }

        var curve = InversePowerLaw.Fit(labels, scores);
        double GainOf(InversePowerLaw law) => law.At(labels[^1] + next) - law.At(labels[^1]);

        // Three parameters follow some of the noise; the residuals are widened by what they took.
        var wider = Math.Sqrt((double)labels.Count / (labels.Count - Parameters));
        var residuals = labels.Zip(scores, (n, score) => (score - curve.At(n)) * wider).ToArray();
        var gains = new double[Draws];
        for (var draw = 0; draw < Draws; draw++)
        {
            // Neighbouring versions are judged on the same items and err together: runs of residuals are drawn, not single ones (Künsch's moving blocks, 1989).
            var block = Math.Max(1, (int)Math.Round(Math.Cbrt(labels.Count)));
            var noisy = new double[labels.Count];
            for (var at = 0; at < noisy.Length; at += block)
            {
                var from = random.Next(residuals.Length - block + 1);
                for (var i = 0; i < block && at + i < noisy.Length; i++)
                {
                    noisy[at + i] = curve.At(labels[at + i]) + residuals[from + i];
                }
            }

            gains[draw] = GainOf(InversePowerLaw.Fit(labels, noisy));
        }

        Array.Sort(gains);
        return new ExpectedGain(next, GainOf(curve), new Interval(gains[(int)(0.025 * Draws)], gains[(int)(0.975 * Draws)]));
    }
}
