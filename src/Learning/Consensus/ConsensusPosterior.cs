namespace ActiveLearning.Learning.Consensus;

/// <summary>What an item's labels add up to when each is weighed by its annotator's measured confusion (Dawid and Skene, 1979).</summary>
public static class ConsensusPosterior
{
    /// <summary>Returns the probability of each class: prior times the product of each annotator's probability of having answered so.</summary>
    /// <param name="classes">Classes of the project.</param>
    /// <param name="opinions">Answers, taken as independent given the class.</param>
    /// <param name="prior">Probability per class before anyone answered, or empty for equal ones.</param>
    /// <exception cref="ArgumentException">The prior has another length, or is zero everywhere.</exception>
    public static double[] Of(int classes, IReadOnlyList<Opinion> opinions, ReadOnlySpan<double> prior)
    {
        ArgumentNullException.ThrowIfNull(opinions);
        if (!prior.IsEmpty && prior.Length != classes)
        {
            throw new ArgumentException("A prior has one probability per class.", nameof(prior));
        }

        // Logarithms, because a product of hundreds of probabilities underflows.
        var logs = new double[classes];
        for (var c = 0; c < classes; c++)
        {
            logs[c] = prior.IsEmpty ? 0 : Math.Log(prior[c]);
            foreach (var opinion in opinions)
            {
                logs[c] += Math.Log(opinion.Confusion.Probability(c, opinion.Class));
            }
        }

        if (logs.All(double.IsNegativeInfinity))
        {
            throw new ArgumentException("A prior must leave some class possible.", nameof(prior));
        }

        Heads.Softmax.InPlace(logs);
        return logs;
    }
}
