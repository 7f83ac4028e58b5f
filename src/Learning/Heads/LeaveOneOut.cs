namespace ActiveLearning.Learning.Heads;

/// <summary>
/// What a head would have said about each labelled row had it not seen that row's label, approximated by one Newton step from the fit
/// (Rad and Maleki, "A scalable estimate of the extra-sample prediction error via approximate leave-one-out", 2020), class by class:
/// f₋ᵢ = fᵢ + hᵢgᵢ / (1 − hᵢdᵢ) with g = C·s·(p − y), d = C·s·p(1 − p), hᵢ = zᵢᵀ(I + ZᵀDZ)⁻¹zᵢ.
/// </summary>
internal static class LeaveOneOut
{
    // Below this curvature a row does not move its own logit; dividing by it would only amplify rounding.
    private const double LeastCurvature = 1e-4;

    /// <summary>Returns the approximate leave-one-out probabilities, row by row.</summary>
    /// <param name="kernel">Row i of K = ZZᵀ up to the diagonal.</param>
    /// <param name="logits">Logits of the fit, n rows of <paramref name="classes"/>.</param>
    /// <param name="labels">Class per row.</param>
    /// <param name="balancedWeights">sᵢ per row.</param>
    /// <param name="c">C of the fit.</param>
    /// <param name="classes">Number of classes.</param>
    /// <param name="cancellationToken">Checked between classes.</param>
    public static double[] Probabilities(
        double[][] kernel, double[] logits, int[] labels, double[] balancedWeights, double c, int classes, CancellationToken cancellationToken)
    {
        var n = labels.Length;
        var probabilities = (double[])logits.Clone();
        for (var i = 0; i < n; i++)
        {
            Softmax.InPlace(probabilities.AsSpan(i * classes, classes));
        }

        var left = (double[])logits.Clone();
        var curvature = new double[n];
        var roots = new float[n];
        var system = new float[n][];
        for (var k = 0; k < classes; k++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (var i = 0; i < n; i++)
            {
                var p = probabilities[(i * classes) + k];
                curvature[i] = Math.Max(LeastCurvature, c * balancedWeights[i] * p * (1 - p));
                roots[i] = (float)Math.Sqrt(curvature[i]);
            }

            // h·d = 1 − [(I + √D K √D)⁻¹]ᵢᵢ: one factorisation of a well-conditioned matrix, for which single precision is enough.
            for (var i = 0; i < n; i++)
            {
                var row = system[i] ??= new float[i + 1];
                for (var j = 0; j <= i; j++)
                {
                    row[j] = roots[i] * (float)kernel[i][j] * roots[j];
                }

                row[i] += 1;
            }

            CholeskyFactor.TryFactor(system);
            var inverse = CholeskyFactor.InverseDiagonal(system);
            for (var i = 0; i < n; i++)
            {
                // (1 − inverse)/d is h, and inverse is 1 − h·d.
                var h = (1 - inverse[i]) / curvature[i];
                var g = c * balancedWeights[i] * (probabilities[(i * classes) + k] - (labels[i] == k ? 1 : 0));
                left[(i * classes) + k] += h * g / Math.Max(inverse[i], 1e-6);
            }
        }

        for (var i = 0; i < n; i++)
        {
            Softmax.InPlace(left.AsSpan(i * classes, classes));
        }

        return left;
    }
}
