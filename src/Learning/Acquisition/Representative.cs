using ActiveLearning.Contracts;

namespace ActiveLearning.Learning.Acquisition;

/// <summary>
/// Items that together stand best for the pool: greedy facility location over all open items alike, with similarity max(0, cosine) on centred embeddings, given what
/// is labelled already (Wei, Iyer and Bilmes, "Submodularity in Data Subset Selection and Active Learning", 2015).
/// </summary>
/// <remarks>
/// Slices are random parts of one pool, so their greedy orders name about the same kinds of item one after another. Each slice offers first those places of its order
/// that fall to it, and all together hand out one item of each kind, without asking one another. Works on a random sample of the slice.
/// </remarks>
public sealed class Representative : IAcquisitionFunction
{
    private const int SampleSize = 800;
    private const int LabelledSample = 500;
    private const float NeighbourCosine = 0.4f;

    /// <inheritdoc/>
    public string Name => "representative";

    /// <inheritdoc/>
    public string TradeOff => "Best before there is a model: the fewest labels that stand for the whole pool. Later it ignores what the model has learnt.";

    /// <inheritdoc/>
    public IReadOnlyList<Candidate> Select(PoolView pool, int count, Random random)
    {
        ArgumentNullException.ThrowIfNull(pool);
        ArgumentNullException.ThrowIfNull(random);
        var open = EncodedRows.Sample(pool.Features, pool.Open.Span, Math.Max(SampleSize, count), random);
        if (open.Count == 0)
        {
            return [];
        }

        var items = new CentredSample(pool.Features, open);
        var facilities = new Facilities(items, [.. Enumerable.Repeat(1f / open.Count, open.Count)]);
        facilities.Open(0, open.Count);
        Serve(facilities, items, pool, random);

        var scale = (double)pool.Open.Length / open.Count;
        List<Candidate> ours = [], others = [];
        var least = float.PositiveInfinity;
        for (var place = 0; place < open.Count && ours.Count < count; place++)
        {
            var (position, gain) = facilities.Next();

            // Gains never rise but by rounding.
            least = Math.Min(least, gain);
            var candidate = new Candidate(open[position], least, LeaseReason.Typical, (int)Math.Round(facilities.Near(position, NeighbourCosine) * scale));
            if (place % pool.Slices == pool.Slice)
            {
                ours.Add(candidate);
            }
            else
            {
                // Another slice offers one of its kind; this one waits behind all of those.
                others.Add(candidate with { Value = least - 1 });
            }
        }

        return [.. ours.Concat(others).Take(count)];
    }

    /// <summary>What every function but random offers before there is a model, and <see cref="Auto"/> while it knows little; chance while nothing is encoded.</summary>
    internal static IReadOnlyList<Candidate> BeforeFirstModel(PoolView pool, int count, Random random)
    {
        var representative = new Representative().Select(pool, count, random);
        return representative.Count > 0 ? representative : new RandomOrder().Select(pool, count, random);
    }

    private static void Serve(Facilities facilities, CentredSample items, PoolView pool, Random random)
    {
        var here = new CentredSample(pool.Features, EncodedRows.Sample(pool.Features, [.. pool.Labelled], LabelledSample, random));
        for (var labelled = 0; labelled < here.Count; labelled++)
        {
            ServeBy(here.Codes(labelled), here.Scale(labelled));
        }

        Span<sbyte> codes = new sbyte[pool.Features.EmbeddingDimensions];
        foreach (var features in pool.LabelledElsewhere.TakeLast(LabelledSample))
        {
            ServeBy(codes, items.Centre(features.Embedding(), codes));
        }

        void ServeBy(ReadOnlySpan<sbyte> labelled, float scale)
        {
            for (var i = 0; i < items.Count; i++)
            {
                facilities.Serve(i, items.Cosine(i, labelled, scale));
            }
        }
    }
}
