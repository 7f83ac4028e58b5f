using ActiveLearning.Contracts;

namespace ActiveLearning.Learning.Acquisition;

/// <summary>Open items by chance: passive learning, the yardstick of every other function.</summary>
public sealed class RandomOrder : IAcquisitionFunction
{
    /// <inheritdoc/>
    public string Name => "random";

    /// <inheritdoc/>
    public string TradeOff => "Never misled and unbiased, but spends most labels on what the model already knows.";

    /// <inheritdoc/>
    public IReadOnlyList<Candidate> Select(PoolView pool, int count, Random random)
    {
        ArgumentNullException.ThrowIfNull(pool);
        ArgumentNullException.ThrowIfNull(random);
        var open = pool.Open.Span;
        var chosen = new Candidate[Math.Min(count, open.Length)];
        var taken = new HashSet<int>();
        var value = 1.0;
        for (var i = 0; i < chosen.Length; i++)
        {
            // Floyd's draw without replacement: no copy of the open rows, however many there are.
            var last = open.Length - chosen.Length + i;
            var at = random.Next(last + 1);
            if (!taken.Add(at))
            {
                taken.Add(at = last);
            }

            chosen[i] = new Candidate(open[at], 0, LeaseReason.Random, 0);
        }

        random.Shuffle(chosen);
        for (var i = 0; i < chosen.Length; i++)
        {
            // The order statistics of as many uniform draws as rows are open: merged with other slices' by value, the pool's order is uniform too.
            value *= Math.Pow(random.NextDouble(), 1.0 / (open.Length - i));
            chosen[i] = chosen[i] with { Value = (float)value };
        }

        return chosen;
    }
}
