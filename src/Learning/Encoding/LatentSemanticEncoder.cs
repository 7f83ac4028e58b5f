using System.Globalization;
using System.IO.Hashing;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using ActiveLearning.Learning.Features;

namespace ActiveLearning.Learning.Encoding;

/// <summary>
/// An encoder learnt from the pool's own texts without any label (latent semantic analysis; Deerwester et al., 1990): the directions along which hashed n-grams vary together.
/// It stands in for a trained encoder where there is none for the language. How a text opens counts beside its n-grams.
/// </summary>
/// <remarks>
/// Directions count by their singular value on top of what LSA gives them, the first no more than the second: the leading ones carry what many texts share, and with few labels
/// that is all a head can learn from. Measured against equal weights in docs/learning.md.
/// </remarks>
public sealed class LatentSemanticEncoder : ITextEncoder
{
    /// <summary>Directions that are kept, unless the pool has fewer texts.</summary>
    public const int DefaultRank = 128;

    /// <summary>Columns that it may know: those of n-grams, then those of openings.</summary>
    internal const int ColumnCount = HashedNgrams.ColumnCount + TextOpening.ColumnCount;

    private const int LeastTextsOfColumn = 3;

    // An opening that few texts have in common is two words like any other.
    private const double LeastShareOfOpening = 0.003;

    // Of an opening, in weights of an n-gram that stands once in the text.
    private const float OpeningWeight = 3;

    // Bounds the time and memory of a fit: beyond these, more texts and rarer n-grams hardly move the leading directions.
    private const int MaximumTexts = 50_000;
    private const int MaximumColumns = 1 << 16;

    private readonly int[] _rowOfColumn;
    private readonly float[] _inverseFrequency;
    private readonly float[] _directions;

    /// <summary>Puts an encoder together from its parts.</summary>
    /// <param name="columns">Columns that it knows, each once, below <see cref="ColumnCount"/>.</param>
    /// <param name="inverseFrequency">Weight of each.</param>
    /// <param name="directions">Directions of each, [columns × <paramref name="rank"/>].</param>
    /// <param name="rank">Number of directions.</param>
    internal LatentSemanticEncoder(int[] columns, float[] inverseFrequency, float[] directions, int rank)
    {
        _rowOfColumn = Positions(columns);
        KnownColumns = columns;
        _inverseFrequency = inverseFrequency;
        _directions = directions;
        Dimensions = rank;
        Version = string.Create(CultureInfo.InvariantCulture, $"lsa-{rank}-{XxHash3.HashToUInt64(MemoryMarshal.AsBytes<float>(directions)):x16}-{HashedNgrams.Version}");
    }

    /// <inheritdoc/>
    public string Version { get; }

    /// <inheritdoc/>
    public int Dimensions { get; }

    /// <summary>Columns that it knows.</summary>
    internal int[] KnownColumns { get; }

    /// <summary>Weight of each known column.</summary>
    internal ReadOnlySpan<float> InverseFrequency => _inverseFrequency;

    /// <summary>Directions of each known column, [columns × <see cref="Dimensions"/>].</summary>
    internal ReadOnlySpan<float> Directions => _directions;

    /// <summary>Learns the directions of a pool.</summary>
    /// <param name="texts">N-grams of the pool's texts; of more than 50,000 a random draw is used.</param>
    /// <param name="random">Draws the texts and the start of the decomposition.</param>
    /// <param name="threads">Threads that may compute, at least 1.</param>
    /// <param name="cancellationToken">Checked between passes over the texts.</param>
    /// <param name="rank">Directions to keep.</param>
    /// <param name="maximumColumns">Columns to keep, the most frequent ones.</param>
    /// <exception cref="ArgumentException">There is no text with an n-gram or opening that two others share.</exception>
    public static LatentSemanticEncoder Fit(
        IReadOnlyList<NgramVector> texts, Random random, int threads, CancellationToken cancellationToken, int rank = DefaultRank, int maximumColumns = MaximumColumns)
    {
        ArgumentNullException.ThrowIfNull(texts);
        ArgumentNullException.ThrowIfNull(random);
        var sample = Sample(texts, random);

        // 1. The columns that enough texts share, the most frequent first where there are too many.
        var frequency = new int[ColumnCount];
        foreach (var column in sample.SelectMany(text => text.Columns.Concat(Openings(text))))
        {
            frequency[column]++;
        }

        var leastTextsOfOpening = Math.Max(LeastTextsOfColumn, LeastShareOfOpening * sample.Count);
        var kept = Enumerable.Range(0, frequency.Length)
            .Where(c => frequency[c] >= (c < HashedNgrams.ColumnCount ? LeastTextsOfColumn : leastTextsOfOpening))
            .OrderByDescending(c => frequency[c])
            .Take(maximumColumns)
            .ToArray();
        if (kept.Length == 0)
        {
            throw new ArgumentException("The texts have nothing in common that could be learnt.", nameof(texts));
        }

        var rowOfColumn = Positions(kept);
        var inverseFrequency = new float[kept.Length];
        for (var i = 0; i < kept.Length; i++)
        {
            inverseFrequency[i] = MathF.Log((1f + sample.Count) / (1f + frequency[kept[i]])) + 1;
        }

        // 2. The leading right singular vectors of the weighted texts.
        var matrix = new SparseRows(kept.Length);
        foreach (var text in sample)
        {
            var (columns, weights) = Weigh(text, rowOfColumn, inverseFrequency);
            matrix.Add(columns, weights);
        }

        var (directions, singular) = TruncatedSvd.RightVectors(matrix, Math.Min(rank, Math.Min(kept.Length, sample.Count)), random, threads, cancellationToken);

        // 3. The first direction is what all texts have in common: left at its size it would make them all alike.
        for (var r = 0; r < singular.Length; r++)
        {
            var emphasis = (float)(singular[Math.Min(singular.Length - 1, Math.Max(1, r))] / singular[Math.Min(1, singular.Length - 1)]);
            for (var i = r; i < directions.Length; i += singular.Length)
            {
                directions[i] *= emphasis;
            }
        }

        return new LatentSemanticEncoder(kept, inverseFrequency, directions, singular.Length);
    }

    /// <inheritdoc/>
    public void Encode(IReadOnlyList<string> texts, Span<float> embeddings, int threads, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        for (var i = 0; i < texts.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Encode(HashedNgrams.Extract(texts[i]), embeddings.Slice(i * Dimensions, Dimensions));
        }
    }

    /// <summary>Writes the embedding of a text whose n-grams are at hand; zeros when it has none that the pool shares.</summary>
    public void Encode(NgramVector ngrams, Span<float> embedding)
    {
        ArgumentNullException.ThrowIfNull(ngrams);
        embedding.Clear();
        var (columns, weights) = Weigh(ngrams, _rowOfColumn, _inverseFrequency);
        for (var i = 0; i < columns.Length; i++)
        {
            TensorPrimitives.MultiplyAdd(_directions.AsSpan(columns[i] * Dimensions, Dimensions), weights[i], embedding, embedding);
        }

        var length = TensorPrimitives.Norm<float>(embedding);
        if (length > 1e-6f)
        {
            TensorPrimitives.Multiply(embedding, 1 / length, embedding);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private static IReadOnlyList<NgramVector> Sample(IReadOnlyList<NgramVector> texts, Random random)
    {
        if (texts.Count <= MaximumTexts)
        {
            return texts;
        }

        var drawn = texts.ToArray();
        random.Shuffle(drawn);
        return drawn[..MaximumTexts];
    }

    private static int[] Positions(int[] columns)
    {
        var positions = new int[ColumnCount];
        Array.Fill(positions, -1);
        for (var i = 0; i < columns.Length; i++)
        {
            positions[columns[i]] = i;
        }

        return positions;
    }

    private static (int[] Columns, float[] Weights) Weigh(NgramVector text, int[] rowOfColumn, float[] inverseFrequency)
    {
        var columns = new List<int>(text.Columns.Length + 2);
        var weights = new List<float>(text.Columns.Length + 2);
        for (var i = 0; i < text.Columns.Length; i++)
        {
            AddKnown(text.Columns[i], text.Weights[i]);
        }

        var ofOpening = OpeningWeight * (text.Weights.Length == 0 ? 0 : TensorPrimitives.Min<float>(text.Weights));
        foreach (var column in Openings(text))
        {
            AddKnown(column, ofOpening);
        }

        var scaled = weights.ToArray();
        var length = TensorPrimitives.Norm<float>(scaled);
        TensorPrimitives.Multiply(scaled, length > 0 ? 1 / length : 0, scaled);
        return ([.. columns], scaled);

        void AddKnown(int column, float weight)
        {
            if (rowOfColumn[column] is >= 0 and var row)
            {
                columns.Add(row);
                weights.Add(weight * inverseFrequency[row]);
            }
        }
    }

    private static IEnumerable<int> Openings(NgramVector text)
    {
        if (text.Opening.FirstWord != 0)
        {
            yield return HashedNgrams.ColumnCount + text.Opening.FirstWord;
        }

        if (text.Opening.FirstTwoWords != 0)
        {
            yield return HashedNgrams.ColumnCount + text.Opening.FirstTwoWords;
        }
    }
}
