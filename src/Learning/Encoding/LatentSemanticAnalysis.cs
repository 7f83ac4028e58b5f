using ActiveLearning.Learning.Features;

namespace ActiveLearning.Learning.Encoding;

/// <summary>
/// Vectors learnt from the pool's own texts without any label (latent semantic analysis; Deerwester et al., 1990): the directions along which hashed n-grams vary together. How a text opens
/// counts beside its n-grams.
/// </summary>
/// <remarks>
/// Directions count by their singular value on top of what LSA gives them, the first no more than the second: the leading ones carry what many texts share, and with few labels
/// that is all a head can learn from. Measured against equal weights in docs/learning.md.
/// </remarks>
internal static class LatentSemanticAnalysis
{
    private const int LeastTextsOfColumn = 3;

    // An opening that few texts have in common is two words like any other.
    private const double LeastShareOfOpening = 0.003;

    /// <summary>Learns the directions of a pool.</summary>
    /// <param name="texts">N-grams of the pool's texts.</param>
    /// <param name="rank">Directions to keep, unless there are fewer texts.</param>
    /// <param name="maximumColumns">Columns to keep, the most frequent ones.</param>
    /// <param name="random">The start of the decomposition.</param>
    /// <param name="threads">Threads that may compute, at least 1.</param>
    /// <param name="cancellationToken">Checked between passes over the texts.</param>
    /// <exception cref="ArgumentException">There is no text with an n-gram or opening that two others share.</exception>
    public static ColumnVectors Fit(IReadOnlyList<NgramVector> texts, int rank, int maximumColumns, Random random, int threads, CancellationToken cancellationToken)
    {
        // 1. The columns that enough texts share, the most frequent first where there are too many.
        var frequency = ColumnVectors.Frequencies(texts);
        var leastTextsOfOpening = Math.Max(LeastTextsOfColumn, LeastShareOfOpening * texts.Count);
        var kept = Enumerable.Range(0, frequency.Length)
            .Where(c => frequency[c] >= (c < HashedNgrams.ColumnCount ? LeastTextsOfColumn : leastTextsOfOpening))
            .OrderByDescending(c => frequency[c])
            .Take(maximumColumns)
            .ToArray();
        if (kept.Length == 0)
        {
            throw new ArgumentException("The texts have nothing in common that could be learnt.", nameof(texts));
        }

        // 2. The leading right singular vectors of the weighted texts.
        var positions = ColumnVectors.Positions(kept);
        var inverseFrequency = ColumnVectors.InverseFrequencies(kept, frequency, texts.Count);
        var matrix = new SparseRows(kept.Length);
        foreach (var text in texts)
        {
            var (columns, weights) = ColumnVectors.Weigh(text, positions, inverseFrequency);
            matrix.Add(columns, weights);
        }

        var (directions, singular) = TruncatedSvd.RightVectors(matrix, Math.Min(rank, Math.Min(kept.Length, texts.Count)), random, threads, cancellationToken);

        // 3. The first direction is what all texts have in common: left at its size it would make them all alike.
        for (var r = 0; r < singular.Length; r++)
        {
            var emphasis = (float)(singular[Math.Min(singular.Length - 1, Math.Max(1, r))] / singular[Math.Min(1, singular.Length - 1)]);
            for (var i = r; i < directions.Length; i += singular.Length)
            {
                directions[i] *= emphasis;
            }
        }

        return new ColumnVectors(kept, inverseFrequency, directions, new float[singular.Length]);
    }
}
