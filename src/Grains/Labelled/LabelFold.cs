using ActiveLearning.Contracts;
using ActiveLearning.Learning.Consensus;
using ActiveLearning.Ledger.Labels;

namespace ActiveLearning.Grains.Labelled;

/// <summary>Folds label rows into what they say now: undone answers drop out, several answers become a consensus.</summary>
public static class LabelFold
{
    /// <summary>The rows that are answers and were not undone, in ledger order.</summary>
    public static IReadOnlyList<LabelRow> Live(IEnumerable<LabelRow> rows)
    {
        var live = new List<LabelRow>();
        foreach (var row in rows)
        {
            if (row.Supersedes is { } undone)
            {
                live.RemoveAll(r => r.Sequence == undone);
            }
            else if (row.Class is not null)
            {
                live.Add(row);
            }
        }

        return live;
    }

    /// <summary>
    /// Posterior over the classes given the live rows, with the default confusion for every annotator and an even prior; null without live rows.
    /// </summary>
    public static double[]? Posterior(int classes, IReadOnlyList<LabelRow> live)
    {
        if (live.Count == 0)
        {
            return null;
        }

        var confusion = new AnnotatorConfusion(classes);
        var prior = new double[classes];
        Array.Fill(prior, 1.0 / classes);
        return ConsensusPosterior.Of(classes, [.. live.Select(r => new Opinion(r.Class!.Value, confusion))], prior);
    }

    /// <summary>The most probable class of a posterior.</summary>
    public static int Decide(double[] posterior) => Array.IndexOf(posterior, posterior.Max());

    /// <summary>Whether the walk chose the item for any of its live rows.</summary>
    public static bool IsControl(IReadOnlyList<LabelRow> live) => live.Any(r => r.Arm == Arm.Control);
}
