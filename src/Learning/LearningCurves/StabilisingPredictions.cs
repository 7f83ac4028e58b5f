namespace ActiveLearning.Learning.LearningCurves;

/// <summary>
/// Stop when predictions have stabilised (Bloodgood and Vijay-Shanker, "A method for stopping active learning based on stabilizing predictions and the need for user-adjustable
/// stopping", 2009): successive models agree on a fixed set of pool items with a kappa of .99, three rounds running. A round is at least 20 labels and a twentieth
/// of those that were there: models a handful of labels apart agree whatever they have still to learn.
/// </summary>
public static class StabilisingPredictions
{
    /// <summary>Kappa that counts as agreement.</summary>
    public const double Agreement = 0.99;

    /// <summary>Rounds in a row that must agree.</summary>
    public const int Rounds = 3;

    /// <summary>Items that the models are compared on.</summary>
    public const int StopSetItems = 1_000;

    private const int LeastLabels = 20;
    private const double LeastGrowth = 0.05;

    /// <summary>Whether the rule says stop.</summary>
    /// <param name="kappas">Kappa of each round, oldest first.</param>
    public static bool SaysStop(IReadOnlyList<double> kappas)
    {
        ArgumentNullException.ThrowIfNull(kappas);
        return kappas.Count >= Rounds && kappas.TakeLast(Rounds).All(kappa => kappa >= Agreement);
    }

    /// <summary>Picks the models to compare: going back from the newest, each a round before the one after it, at most a round more than the rule needs.</summary>
    /// <param name="labels">Labels of each version, oldest first.</param>
    /// <returns>Positions, oldest first.</returns>
    public static IReadOnlyList<int> Models(IReadOnlyList<int> labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        var chosen = new List<int>();
        for (var i = labels.Count - 1; i >= 0 && chosen.Count <= Rounds; i--)
        {
            if (chosen.Count == 0 || labels[chosen[^1]] - labels[i] >= Math.Max(LeastLabels, LeastGrowth * labels[i]))
            {
                chosen.Add(i);
            }
        }

        chosen.Reverse();
        return chosen;
    }
}
