namespace ActiveLearning.Learning.Heads;

/// <summary>Weights under which every labelled class counts alike, as in macro-F1.</summary>
internal static class ClassBalance
{
    /// <summary>Returns sᵢ = weightᵢ·n / (classes·weight of i's class) for the given rows, 0 for all others; n is the rows' total weight.</summary>
    /// <param name="labels">Class per row in [0, classes).</param>
    /// <param name="weights">Weight per row.</param>
    /// <param name="classes">Number of classes.</param>
    /// <param name="rows">Rows that count.</param>
    public static double[] Of(ReadOnlySpan<int> labels, ReadOnlySpan<double> weights, int classes, ReadOnlySpan<int> rows)
    {
        var perClass = new double[classes];
        var total = 0.0;
        foreach (var row in rows)
        {
            perClass[labels[row]] += weights[row];
            total += weights[row];
        }

        var balanced = new double[labels.Length];
        foreach (var row in rows)
        {
            balanced[row] = weights[row] * total / (classes * perClass[labels[row]]);
        }

        return balanced;
    }

    /// <summary>Mean log loss in nats over the rows that have a weight, each class counting alike.</summary>
    /// <param name="probabilities">[rows × classes].</param>
    /// <param name="labels">Class per row.</param>
    /// <param name="balanced">sᵢ per row.</param>
    /// <param name="classes">Number of classes.</param>
    public static double Loss(ReadOnlySpan<double> probabilities, ReadOnlySpan<int> labels, ReadOnlySpan<double> balanced, int classes)
    {
        double loss = 0, total = 0;
        for (var row = 0; row < labels.Length; row++)
        {
            if (balanced[row] > 0)
            {
                loss -= balanced[row] * Math.Log(Math.Max(1e-12, probabilities[(row * classes) + labels[row]]));
                total += balanced[row];
            }
        }

        return loss / total;
    }
}
