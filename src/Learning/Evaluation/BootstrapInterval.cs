namespace ActiveLearning.Learning.Evaluation;

/// <summary>Percentile bootstrap (Efron, 1979) of figures that have no simple formula: what they would have been on other draws of the same size.</summary>
public static class BootstrapInterval
{
    /// <summary>Returns the 95% interval of macro-F1; [0, 1] when there is no item.</summary>
    /// <param name="classes">Classes of the project.</param>
    /// <param name="actual">True class per item.</param>
    /// <param name="predicted">Predicted class per item.</param>
    /// <param name="random">Draws the items; the same seed gives the same interval.</param>
    /// <param name="draws">Number of draws; more smooth the ends.</param>
    /// <exception cref="ArgumentException">The spans differ in length.</exception>
    public static Interval OfMacroF1(int classes, ReadOnlySpan<int> actual, ReadOnlySpan<int> predicted, Random random, int draws = 200)
    {
        ArgumentNullException.ThrowIfNull(random);
        if (actual.Length != predicted.Length)
        {
            throw new ArgumentException("Each item has one true and one predicted class.", nameof(predicted));
        }

        if (actual.IsEmpty)
        {
            return new Interval(0, 1);
        }

        var scores = new double[draws];
        for (var draw = 0; draw < draws; draw++)
        {
            var matrix = new ConfusionMatrix(classes);
            for (var i = 0; i < actual.Length; i++)
            {
                var at = random.Next(actual.Length);
                matrix.Add(actual[at], predicted[at]);
            }

            scores[draw] = matrix.MacroF1;
        }

        Array.Sort(scores);
        return new Interval(scores[(int)(0.025 * draws)], scores[Math.Min(draws - 1, (int)(0.975 * draws))]);
    }

    /// <summary>Returns the 95% interval of a figure of items; both ends are NaN when there is no item.</summary>
    /// <param name="items">Number of items.</param>
    /// <param name="figure">Computes the figure from the indexes of the drawn items; infinite values sort as such.</param>
    /// <param name="random">Draws the items; the same seed gives the same interval.</param>
    /// <param name="draws">Number of draws; more smooth the ends.</param>
    public static Interval Of(int items, Func<int[], double> figure, Random random, int draws = 200)
    {
        ArgumentNullException.ThrowIfNull(figure);
        ArgumentNullException.ThrowIfNull(random);
        if (items == 0)
        {
            return new Interval(double.NaN, double.NaN);
        }

        var drawn = new int[items];
        var values = new double[draws];
        for (var draw = 0; draw < draws; draw++)
        {
            for (var i = 0; i < items; i++)
            {
                drawn[i] = random.Next(items);
            }

            values[draw] = figure(drawn);
        }

        Array.Sort(values);
        return new Interval(values[(int)(0.025 * draws)], values[Math.Min(draws - 1, (int)(0.975 * draws))]);
    }
}
