using ActiveLearning.Contracts;

namespace ActiveLearning.Learning.Acquisition;

/// <summary>
/// "fl10": of the items with least margin, ten for each that is wanted, those that best stand for all of them: greedy facility location with similarity max(0, cosine) on
/// centred embeddings, each item weighed by its doubt (Wei, Iyer and Bilmes, "Submodularity in Data Subset Selection and Active Learning", 2015).
/// </summary>
public sealed class FacilityLocation : IAcquisitionFunction
{
    // The rule was measured with batches of 20 out of 200 (docs/learning.md). A longer front is chosen in groups of this size, as if the
    // first had been handed out already.
    private const int Batch = 20;
    private const int CandidatesPerItem = 10;

    // Cosine from which an item counts as "like" another in the sentence shown to annotators.
    private const float NeighbourCosine = 0.4f;

    /// <inheritdoc/>
    public string Name => "facilityLocation";

    /// <inheritdoc/>
    public string TradeOff => "Margin without handing out the same doubt twice: ahead of margin or level with it on every set measured; needs embeddings to tell items apart.";

    /// <inheritdoc/>
    public Trail? Follows(PoolView pool) => pool.HasModel ? new Trail(null) : null;

    /// <summary>Items that the slice contributes to each batch of the whole project; at least one.</summary>
    internal static int BatchOf(PoolView pool) => Math.Max(1, (int)Math.Ceiling(Batch * pool.ShareOfPool));

    /// <inheritdoc/>
    public IReadOnlyList<Candidate> Select(PoolView pool, int count, Random random)
    {
        ArgumentNullException.ThrowIfNull(pool);
        ArgumentNullException.ThrowIfNull(random);
        if (!pool.HasModel)
        {
            return Representative.BeforeFirstModel(pool, count, random);
        }

        var batch = BatchOf(pool);
        var window = Math.Max(CandidatesPerItem, batch * CandidatesPerItem);
        var ranked = BestRows.OfScored(pool, window + count, random, Margin.Doubt);
        var items = new CentredSample(pool.Features, [.. ranked.Select(best => best.Row)], pool.LexicalEmbeddings ? EmbeddingPart.Contexts : EmbeddingPart.Whole);
        var facilities = new Facilities(items, [.. ranked.Select(best => best.Value)]);
        var chosen = new List<Candidate>(Math.Min(count, ranked.Count));
        var open = 0;
        var value = float.PositiveInfinity;
        while (chosen.Count < count && chosen.Count < ranked.Count)
        {
            if (chosen.Count % batch == 0)
            {
                // Keep the window at its size: what was chosen makes room for the next in doubt.
                var upTo = Math.Min(ranked.Count, window + chosen.Count);
                facilities.Open(open, upTo);
                open = upTo;
            }

            var (position, gain) = facilities.Next();

            // A later group sees items that the first did not, so its gains may rise again; the order must not.
            value = Math.Min(value, gain);
            chosen.Add(new Candidate(ranked[position].Row, value, LeaseReason.Margin, facilities.Near(position, NeighbourCosine)));
        }

        return chosen;
    }
}
