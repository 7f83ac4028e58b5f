using ActiveLearning.Learning.Features;

namespace ActiveLearning.Learning.Coverage;

/// <summary>
/// How far a label speaks: the radius δ within which items of the pool are taken to be like a labelled one (Yehuda, Dekel, Hacohen and Weinshall, "Active
/// Learning Through a Covering Lens", 2022). Distances are cosine distances, 1 − cosine, of plain embeddings.
/// </summary>
public static class BallCoverage
{
    private const int SampleSize = 600;
    private const int Rounds = 6;
    private const double WantedPurity = 0.95;
    private const float Fallback = 0.3f;

    // Cosine distances of sentence embeddings that can be told apart; wider balls than .6 would join strangers.
    private static readonly float[] Candidates = [.05f, .1f, .15f, .2f, .25f, .3f, .35f, .4f, .45f, .5f, .55f, .6f];

    /// <summary>
    /// Chooses δ as the paper does: the widest ball of which at least 95% hold items of their centre's cluster alone, with k-means clusters standing for classes.
    /// </summary>
    /// <param name="block">A slice of the pool; rows without an embedding are passed over.</param>
    /// <param name="random">Draws the sample of 600 rows on which it is measured.</param>
    /// <returns>A cosine distance in [0.05, 0.6]; 0.3 while fewer than 20 rows are encoded.</returns>
    public static float ChooseDelta(FeatureBlock block, Random random)
    {
        ArgumentNullException.ThrowIfNull(block);
        ArgumentNullException.ThrowIfNull(random);
        var rows = new List<int>();
        for (var row = 0; row < block.Count; row++)
        {
            if (block.HasPlace(row))
            {
                rows.Add(row);
            }
        }

        if (rows.Count < 20)
        {
            return Fallback;
        }

        for (var i = 0; i < Math.Min(SampleSize, rows.Count); i++)
        {
            var other = random.Next(i, rows.Count);
            (rows[i], rows[other]) = (rows[other], rows[i]);
        }

        var sample = rows.Count > SampleSize ? rows[..SampleSize] : rows;
        var items = new Acquisition.CentredSample(block, sample);
        var clusters = new Acquisition.SphericalKMeans(items, Math.Max(2, sample.Count / 30), Rounds, random);
        return WidestPure(block, sample, clusters);
    }

    private static float WidestPure(FeatureBlock block, List<int> sample, Acquisition.SphericalKMeans clusters)
    {
        // A ball is pure up to the nearest item of another cluster.
        var pureTo = new float[sample.Count];
        Array.Fill(pureTo, float.PositiveInfinity);
        for (var i = 0; i < sample.Count; i++)
        {
            for (var j = 0; j < i; j++)
            {
                if (clusters.Of(i) != clusters.Of(j))
                {
                    var distance = 1 - block.EmbeddingDot(sample[i], sample[j]);
                    pureTo[i] = Math.Min(pureTo[i], distance);
                    pureTo[j] = Math.Min(pureTo[j], distance);
                }
            }
        }

        var widest = Candidates[0];
        foreach (var delta in Candidates)
        {
            if (pureTo.Count(radius => radius > delta) >= WantedPurity * sample.Count)
            {
                widest = delta;
            }
        }

        return widest;
    }
}
