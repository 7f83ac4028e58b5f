using System.Numerics.Tensors;
using ActiveLearning.Contracts;

namespace ActiveLearning.Learning.Acquisition;

/// <summary>
/// Typical and diverse items (TypiClust: Hacohen, Dekel and Weinshall, "Active Learning on a Budget: Opposite Strategies Suit High and Low Budgets", 2022): as many
/// clusters as there are labels and wanted items, the fewest-labelled and largest first, from each the item with the closest neighbours.
/// </summary>
/// <remarks>Works on a random sample of the slice, which keeps it fast and hardly changes where the density is.</remarks>
public sealed class Typicality : IAcquisitionFunction
{
    private const int SampleSize = 1000;
    private const int MaximumClusters = 100;
    private const int Neighbours = 20;
    private const int Rounds = 5;
    private const float NeighbourCosine = 0.4f;

    /// <inheritdoc/>
    public string Name => "typicality";

    /// <inheritdoc/>
    public string TradeOff => "The densest item of each cluster: typical, but where one template is common the first labels may all be of it.";

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

        var labelled = EncodedRows.Sample(pool.Features, [.. pool.Labelled], SampleSize / 2, random);
        var items = new CentredSample(pool.Features, [.. open, .. labelled]);
        var clusters = new SphericalKMeans(items, Math.Min(MaximumClusters, labelled.Count + count), Rounds, random);
        var density = Density(items, open.Count, out var near);

        // 1. Clusters in the order in which they deserve a label; 2. in each the densest open items; 3. one of each cluster per round.
        var byCluster = Enumerable.Range(0, open.Count).GroupBy(i => clusters.Of(i)).Select(cluster => (
            Open: new Queue<int>(cluster.OrderByDescending(i => density[i])),
            Labels: Enumerable.Range(open.Count, labelled.Count).Count(i => clusters.Of(i) == cluster.Key),
            Size: cluster.Count())).OrderBy(cluster => cluster.Labels).ThenByDescending(cluster => cluster.Size).ToArray();
        var chosen = new List<Candidate>(count);
        var scale = (double)pool.Open.Length / open.Count;
        for (var round = 0; chosen.Count < Math.Min(count, open.Count); round++)
        {
            foreach (var cluster in byCluster)
            {
                if (chosen.Count < count && cluster.Open.TryDequeue(out var i))
                {
                    // Clusters hold about as many items in every slice, so rounds and labels before density make slices comparable.
                    var value = density[i] - round - cluster.Labels;
                    chosen.Add(new Candidate(items.Rows[i], value, LeaseReason.Typical, (int)Math.Round(near[i] * scale)));
                }
            }
        }

        chosen.Sort((a, b) => b.Value.CompareTo(a.Value));
        return chosen;
    }

    // Mean cosine to the nearest neighbours among the open sample, −1 to 1.
    private static float[] Density(CentredSample items, int open, out int[] near)
    {
        var k = Math.Min(Neighbours, open - 1);
        var density = new float[open];
        var nearest = new float[open * k];
        Array.Fill(nearest, float.NegativeInfinity);
        near = new int[open];
        Array.Fill(near, 1);
        for (var i = 0; i < open; i++)
        {
            for (var j = 0; j < i; j++)
            {
                var cosine = items.Cosine(i, j);
                Keep(nearest.AsSpan(i * k, k), cosine);
                Keep(nearest.AsSpan(j * k, k), cosine);
                var isNear = cosine >= NeighbourCosine ? 1 : 0;
                near[i] += isNear;
                near[j] += isNear;
            }
        }

        for (var i = 0; i < open && k > 0; i++)
        {
            density[i] = TensorPrimitives.Sum<float>(nearest.AsSpan(i * k, k)) / k;
        }

        return density;
    }

    /// <summary>Keeps the greatest values, in descending order.</summary>
    private static void Keep(Span<float> greatest, float value)
    {
        if (greatest.IsEmpty || value <= greatest[^1])
        {
            return;
        }

        var at = greatest.Length - 1;
        for (; at > 0 && greatest[at - 1] < value; at--)
        {
            greatest[at] = greatest[at - 1];
        }

        greatest[at] = value;
    }
}
