using ActiveLearning.Learning.Heads;

namespace ActiveLearning.Learning.Committee;

/// <summary>
/// Heads that might have been: each member counts every label as often as a Poisson(1) draw says, which is the bootstrap for data that come one by one (Oza and Russell,
/// "Online Bagging and Boosting", 2001). Where the labels do not settle an answer, the members differ.
/// </summary>
public static class BootstrapCommittee
{
    /// <summary>Members of a committee. More make the disagreement less noisy and cost a refit and a block of weights each.</summary>
    public const int Members = 8;

    // A member starts at the champion's weights, and only where it disagrees matters: what is left of the way after these steps is shorter than the draw's noise.
    private const int Steps = 12;

    /// <summary>Refits a head to redrawn labels, once for each member.</summary>
    /// <param name="set">The rows that the fit saw.</param>
    /// <param name="fit">Where each member starts.</param>
    /// <param name="random">Draws how often each label counts.</param>
    /// <param name="cancellationToken">Checked between steps.</param>
    /// <returns>Heads over the same columns as <paramref name="fit"/>'s.</returns>
    /// <exception cref="ArgumentException">The set has other rows than the fit saw.</exception>
    public static IReadOnlyList<Head> Fit(TrainingSet set, HeadFit fit, Random random, CancellationToken cancellationToken) =>
        FitWithin(set, fit, Steps, random, cancellationToken);

    /// <summary>Refits with a given number of steps: what the few steps are tested against.</summary>
    internal static IReadOnlyList<Head> FitWithin(TrainingSet set, HeadFit fit, int steps, Random random, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(set);
        ArgumentNullException.ThrowIfNull(fit);
        ArgumentNullException.ThrowIfNull(random);
        if (set.Count != fit.Labels)
        {
            throw new ArgumentException($"The fit saw {fit.Labels} labels, the set has {set.Count}.", nameof(set));
        }

        var refit = new HeadRefit(set, fit);
        return [.. Enumerable.Range(0, Members).Select(_ => refit.Fit(Draw(set, random), steps, cancellationToken))];
    }

    private static double[] Draw(TrainingSet set, Random random)
    {
        var weights = new double[set.Count];
        var drawn = new double[set.Classes];
        for (var row = 0; row < weights.Length; row++)
        {
            weights[row] = Poisson1(random) * set.Weight(row);
            drawn[set.Label(row)] += weights[row];
        }

        for (var row = 0; row < weights.Length; row++)
        {
            if (drawn[set.Label(row)] == 0)
            {
                // A class that no draw took would be balanced by dividing by 0. One label of it stays, as it would in a stratified bootstrap.
                weights[row] = set.Weight(row);
                drawn[set.Label(row)] = weights[row];
            }
        }

        return weights;
    }

    // Knuth's product of uniforms: about two draws a row at mean 1.
    private static int Poisson1(Random random)
    {
        var limit = Math.Exp(-1);
        var count = 0;
        for (var product = random.NextDouble(); product > limit; product *= random.NextDouble())
        {
            count++;
        }

        return count;
    }
}
