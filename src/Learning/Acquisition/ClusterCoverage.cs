using ActiveLearning.Contracts;

namespace ActiveLearning.Learning.Acquisition;

/// <summary>
/// One item from each of 60 clusters of the pool, those with fewest labels first, then the largest, each time the open item nearest the cluster's mean
/// (Nguyen and Smeulders, "Active Learning Using Pre-clustering", 2004).
/// </summary>
public sealed class ClusterCoverage : IAcquisitionFunction
{
    private const int Clusters = 60;
    private const int SampleSize = 3000;
    private const int Rounds = 8;

    /// <inheritdoc/>
    public string Name => "clusterCoverage";

    /// <inheritdoc/>
    public string TradeOff => "Spreads the first dozens of labels evenly over what the pool is about; later it ignores what the model has learnt.";

    /// <inheritdoc/>
    public IReadOnlyList<Candidate> Select(PoolView pool, int count, Random random)
    {
        ArgumentNullException.ThrowIfNull(pool);
        ArgumentNullException.ThrowIfNull(random);
        var open = EncodedRows.Sample(pool.Features, pool.Open.Span, Math.Max(SampleSize, count), random);
        if (open.Count == 0)
        {
            return new RandomOrder().Select(pool, count, random);
        }

        var labelled = EncodedRows.Sample(pool.Features, [.. pool.Labelled], SampleSize, random);
        var items = new CentredSample(pool.Features, [.. open, .. labelled], pool.LexicalEmbeddings ? EmbeddingPart.Texts : EmbeddingPart.Whole);
        var clusters = new SphericalKMeans(items, Clusters, Rounds, random);
        var labels = new int[Clusters];
        for (var i = open.Count; i < items.Count; i++)
        {
            labels[clusters.Of(i)]++;
        }

        var queues = Enumerable.Range(0, open.Count).GroupBy(clusters.Of).Select(cluster => (
            cluster.Key,
            Size: cluster.Count(),
            Open: new Queue<int>(cluster.OrderByDescending(i => clusters.CosineToMean(items, i))))).ToArray();
        var chosen = new List<Candidate>(count);
        while (chosen.Count < Math.Min(count, open.Count))
        {
            var next = queues.Where(queue => queue.Open.Count > 0).MinBy(queue => (labels[queue.Key], -queue.Size));
            var i = next.Open.Dequeue();

            // Fewer labels first, then the larger share of the slice: both mean the same in every slice.
            var value = ((float)next.Size / open.Count) - labels[next.Key];
            chosen.Add(new Candidate(items.Rows[i], value, LeaseReason.Typical, (int)((long)next.Size * pool.Open.Length / open.Count)));
            labels[next.Key]++;
        }

        return chosen;
    }
}
