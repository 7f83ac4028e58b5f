namespace ActiveLearning.Learning.Features;

/// <summary>
/// What a head reads of one text, in the compact form of <see cref="FeatureBlock"/>: four bytes for each n-gram (<see cref="PackedNgrams"/>), one for each value of the embedding
/// (<see cref="Int8Vector"/>). Immutable, so all who learn from the text share one.
/// </summary>
public sealed class TextFeatures
{
    private readonly PackedText _packed;

    /// <summary>Packs the features of a text.</summary>
    /// <param name="ngrams">Its n-grams.</param>
    /// <param name="embedding">Its embedding of finite values; empty when it has none.</param>
    /// <param name="isLexical">See <see cref="IsLexical"/>.</param>
    /// <exception cref="ArgumentException">A value is not finite.</exception>
    public TextFeatures(NgramVector ngrams, ReadOnlySpan<float> embedding, bool isLexical = false)
    {
        ArgumentNullException.ThrowIfNull(ngrams);
        var packed = new uint[ngrams.Columns.Length];
        var step = PackedNgrams.Pack(ngrams, packed);
        var codes = new sbyte[embedding.Length];
        _packed = new PackedText(packed, step, ngrams.Opening, codes, Int8Vector.Quantise(embedding, codes), isLexical);
    }

    /// <summary>Takes over what was packed.</summary>
    public TextFeatures(PackedText packed) => _packed = packed;

    /// <summary>As it lies in memory, for whoever sends it on.</summary>
    public PackedText Packed => _packed;

    /// <summary>How the text begins.</summary>
    public TextOpening Opening => _packed.Opening;

    /// <summary>Whether the embedding was made of the text's n-grams, see <see cref="FeatureBlock.IsLexical"/>.</summary>
    public bool IsLexical => _packed.IsLexical;

    /// <summary>Number of n-grams.</summary>
    public int NgramCount => _packed.Ngrams.Length;

    /// <summary>Length of the embedding; 0 for a text without one.</summary>
    public int EmbeddingDimensions => _packed.Codes.Length;

    /// <summary>Whether the embedding is there and not all zero: one of zeros says as little as a missing one.</summary>
    public bool HasPlace => _packed.Scale != 0;

    /// <summary>The same text with another embedding.</summary>
    /// <param name="embedding">Finite values.</param>
    public TextFeatures WithEmbedding(ReadOnlySpan<float> embedding)
    {
        var codes = new sbyte[embedding.Length];
        return new TextFeatures(_packed with { Codes = codes, Scale = Int8Vector.Quantise(embedding, codes) });
    }

    /// <summary>A copy of the n-grams. Loops use <see cref="CopyNgrams"/>.</summary>
    public NgramVector Ngrams()
    {
        var ngrams = new NgramVector(new int[NgramCount], new float[NgramCount]) { Opening = Opening };
        CopyNgrams(ngrams.Columns, ngrams.Weights);
        return ngrams;
    }

    /// <summary>Writes the n-grams.</summary>
    /// <param name="columns">Receives <see cref="NgramCount"/> columns, ascending.</param>
    /// <param name="weights">Receives their weights.</param>
    public void CopyNgrams(Span<int> columns, Span<float> weights) => PackedNgrams.Unpack(_packed.Ngrams, _packed.NgramStep, columns, weights);

    /// <summary>A copy of the embedding. Loops use <see cref="CopyEmbedding"/>.</summary>
    public float[] Embedding()
    {
        var embedding = new float[EmbeddingDimensions];
        CopyEmbedding(embedding);
        return embedding;
    }

    /// <summary>Writes the embedding.</summary>
    /// <param name="embedding">Receives <see cref="EmbeddingDimensions"/> values.</param>
    public void CopyEmbedding(Span<float> embedding) => Int8Vector.Restore(_packed.Codes, _packed.Scale, embedding);

    /// <summary>The inner product of two embeddings; 0 when either has no place.</summary>
    /// <param name="other">The other text.</param>
    /// <param name="from">Value from which on they are multiplied.</param>
    public float EmbeddingDot(TextFeatures other, int from = 0)
    {
        ArgumentNullException.ThrowIfNull(other);
        return HasPlace && other.HasPlace ? Int8Vector.Dot(_packed.Codes.AsSpan(from), other._packed.Codes.AsSpan(from)) * _packed.Scale * other._packed.Scale : 0;
    }
}
