using ActiveLearning.Contracts;
using ActiveLearning.Learning.Coverage;
using ActiveLearning.Learning.Features;

namespace ActiveLearning.Learning.Acquisition;

/// <summary>
/// Items that cover most of what no label covers yet, each covering a ball of radius δ (ProbCover: Yehuda, Dekel, Hacohen and Weinshall, "Active Learning Through a
/// Covering Lens", 2022). Works on a random sample of the slice, in which the greedy choice costs one row of cosines per item.
/// </summary>
public sealed class ProbabilityCoverage : IAcquisitionFunction
{
    private const int SampleSize = 1500;

    /// <inheritdoc/>
    public string Name => "coverage";

    /// <inheritdoc/>
    public string TradeOff => "Makes every part of the pool speak early, which the coverage figure shows; blind to what the model already knows.";

    /// <inheritdoc/>
    public IReadOnlyList<Candidate> Select(PoolView pool, int count, Random random)
    {
        ArgumentNullException.ThrowIfNull(pool);
        ArgumentNullException.ThrowIfNull(random);
        var rows = EncodedRows.Sample(pool.Features, pool.Open.Span, Math.Max(SampleSize, count), random);
        if (rows.Count == 0)
        {
            return new RandomOrder().Select(pool, count, random);
        }

        var leastCosine = 1 - BallCoverage.ChooseDelta(pool.Features, random);
        var labelled = EncodedRows.Sample(pool.Features, [.. pool.Labelled], SampleSize, random);
        var balls = Balls(pool.Features, rows, leastCosine);
        var covers = Array.ConvertAll(balls, ball => ball.Count);
        var covered = new bool[rows.Count];
        for (var i = 0; i < rows.Count; i++)
        {
            if (labelled.Exists(row => pool.Features.EmbeddingDot(rows[i], row) >= leastCosine))
            {
                Cover(i, balls, covers, covered);
            }
        }

        var taken = new bool[rows.Count];
        var scale = (double)pool.Open.Length / rows.Count;
        var chosen = new List<Candidate>(count);
        while (chosen.Count < Math.Min(count, rows.Count))
        {
            var best = -1;
            for (var i = 0; i < rows.Count; i++)
            {
                best = !taken[i] && (best < 0 || covers[i] > covers[best]) ? i : best;
            }

            // The part of the slice that the label newly speaks for, so that slices of any size compare.
            chosen.Add(new Candidate(
                rows[best], (float)covers[best] / rows.Count, LeaseReason.Coverage, (int)Math.Round(balls[best].Count * scale)));
            taken[best] = true;
            balls[best].ForEach(i => Cover(i, balls, covers, covered));
        }

        return chosen;
    }

    /// <summary>Covers an item: every ball that holds it covers one less that is new.</summary>
    private static void Cover(int item, List<int>[] balls, int[] covers, bool[] covered)
    {
        if (!covered[item])
        {
            covered[item] = true;
            balls[item].ForEach(i => covers[i]--);
        }
    }

    private static List<int>[] Balls(FeatureBlock features, List<int> rows, float leastCosine)
    {
        var balls = new List<int>[rows.Count];
        for (var i = 0; i < rows.Count; i++)
        {
            balls[i] = [i];
            for (var j = 0; j < i; j++)
            {
                if (features.EmbeddingDot(rows[i], rows[j]) >= leastCosine)
                {
                    balls[i].Add(j);
                    balls[j].Add(i);
                }
            }
        }

        return balls;
    }
}
