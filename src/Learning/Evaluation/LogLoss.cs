namespace ActiveLearning.Learning.Evaluation;

/// <summary>Mean negative log probability of the true classes: 0 for a model that is certain and right.</summary>
public static class LogLoss
{
    // A probability of 0 for what happened would cost infinitely much; a single such item should not decide everything.
    private const double LeastProbability = 1e-7;

    /// <summary>Returns the weighted mean in nats; 0 when there is no item.</summary>
    /// <param name="probabilities">[items × classes].</param>
    /// <param name="actual">True class per item.</param>
    /// <param name="classes">Classes of the project.</param>
    /// <param name="weights">Weight per item, or empty for equal ones.</param>
    /// <exception cref="ArgumentException">A length does not fit.</exception>
    public static double Of(ReadOnlySpan<float> probabilities, ReadOnlySpan<int> actual, int classes, ReadOnlySpan<double> weights = default)
    {
        if (probabilities.Length != actual.Length * classes || (!weights.IsEmpty && weights.Length != actual.Length))
        {
            throw new ArgumentException("Each item has one probability per class and one weight.", nameof(probabilities));
        }

        double sum = 0, total = 0;
        for (var i = 0; i < actual.Length; i++)
        {
            var weight = weights.IsEmpty ? 1 : weights[i];
            sum -= weight * Math.Log(Math.Max(LeastProbability, probabilities[(i * classes) + actual[i]]));
            total += weight;
        }

        return total == 0 ? 0 : sum / total;
    }
}
