using ActiveLearning.Contracts;

namespace ActiveLearning.Learning.Acquisition;

/// <summary>
/// Half the items by the log-odds of the class with fewest labels, half by margin (guided learning; Attenberg and Provost, "Why Label when you can Search?", 2010).
/// The margin half stays: pure search for the class keeps finding more of the same.
/// </summary>
public sealed class RareClass : IAcquisitionFunction
{
    /// <inheritdoc/>
    public string Name => "rareClass";

    /// <inheritdoc/>
    public string TradeOff => "Finds several times as many items of a class that is below a few percent; loses accuracy where no class is starved.";

    /// <inheritdoc/>
    public Trail? Follows(PoolView pool) => pool.HasModel && pool.LabelsPerClass.Count >= pool.Classes ? new Trail(Rarest(pool)) : null;

    /// <inheritdoc/>
    public IReadOnlyList<Candidate> Select(PoolView pool, int count, Random random)
    {
        ArgumentNullException.ThrowIfNull(pool);
        ArgumentNullException.ThrowIfNull(random);
        if (!pool.HasModel || pool.LabelsPerClass.Count < pool.Classes)
        {
            return new Margin().Select(pool, count, random);
        }

        return Search(pool, Rarest(pool), count, random, new Margin());
    }

    // A class without any label has no score to search by: margin must find its first item.
    private static int Rarest(PoolView pool) => Enumerable.Range(0, pool.Classes).Where(c => pool.LabelsPerClass[c] > 0).MinBy(c => pool.LabelsPerClass[c]);

    /// <summary>Alternates the likeliest items of a class with those of another function.</summary>
    internal static IReadOnlyList<Candidate> Search(PoolView pool, int wanted, int count, Random random, IAcquisitionFunction others)
    {
        var likely = BestRows.OfScored(pool, count, random, probabilities => probabilities[wanted]);
        var other = others.Select(pool, count, random);
        var chosen = new List<Candidate>(count);
        var taken = new HashSet<int>();
        for (int l = 0, o = 0; chosen.Count < count && (l < likely.Count || o < other.Count);)
        {
            var search = (chosen.Count % 2 == 0 && l < likely.Count) || o >= other.Count;
            var row = search ? likely[l++].Row : other[o++].Row;
            if (taken.Add(row))
            {
                // Two kinds of value cannot be compared, so the place in the slice's own order stands for both.
                chosen.Add(new Candidate(row, -chosen.Count / (float)count, search ? LeaseReason.RareClass : LeaseReason.Margin, 0));
            }
        }

        return chosen;
    }
}
