namespace ActiveLearning.Learning.Calibration;

/// <summary>Shares of the classes in the pool: counted on items drawn at random as far as there are any, else what the model's probabilities over the pool add up to.</summary>
public static class PoolShares
{
    /// <summary>How many random labels the model's own view of the pool is worth. Raising it trusts the model longer.</summary>
    public const double ModelIsWorthLabels = 50;

    private const int Rounds = 100;
    private const double EvenlySpread = 0.01;

    /// <summary>
    /// Expectation maximisation over unlabelled items (Saerens, Latinne and Decaestecker, "Adjusting the outputs of a classifier to new a priori probabilities", 2002). A hundredth of
    /// the items is taken to be spread evenly: left alone, it is known to end at one class (docs/learning.md).
    /// </summary>
    /// <param name="balanced">Probabilities by a head for which every class counts alike, [items × classes].</param>
    /// <param name="classes">Number of classes.</param>
    /// <returns>Shares that sum to 1; even ones without items.</returns>
    public static double[] OfModel(ReadOnlySpan<float> balanced, int classes)
    {
        var items = balanced.Length / classes;
        var shares = new double[classes];
        Array.Fill(shares, 1.0 / classes);
        Span<double> sums = stackalloc double[classes];
        for (var round = 0; round < Rounds && items > 0; round++)
        {
            sums.Fill(EvenlySpread * items / classes);
            for (var i = 0; i < items; i++)
            {
                var total = 0.0;
                for (var k = 0; k < classes; k++)
                {
                    total += shares[k] * balanced[(i * classes) + k];
                }

                for (var k = 0; k < classes && total > 0; k++)
                {
                    sums[k] += shares[k] * balanced[(i * classes) + k] / total;
                }
            }

            var whole = 0.0;
            foreach (var sum in sums)
            {
                whole += sum;
            }

            for (var k = 0; k < classes; k++)
            {
                shares[k] = sums[k] / whole;
            }
        }

        return shares;
    }

    /// <summary>Counts of random items, shrunk towards the model's view: (count + 50·share) / (total + 50).</summary>
    /// <param name="counts">Random items by class.</param>
    /// <param name="ofModel">The model's view.</param>
    public static double[] Shrink(IReadOnlyList<int> counts, IReadOnlyList<double> ofModel)
    {
        ArgumentNullException.ThrowIfNull(counts);
        ArgumentNullException.ThrowIfNull(ofModel);
        var total = counts.Sum();
        return [.. counts.Select((count, k) => (count + (ModelIsWorthLabels * ofModel[k])) / (total + ModelIsWorthLabels))];
    }
}
