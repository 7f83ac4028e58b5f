namespace ActiveLearning.Learning.Features;

/// <summary>
/// What a head reads of one text, in the compact form of <see cref="FeatureBlock"/>: four bytes for each n-gram (<see cref="PackedNgrams"/>), one for each value of the embedding
/// (<see cref="Int8Vector"/>). Immutable, so all who learn from the text share one.
/// </summary>
public sealed class TextFeatures
{
    private readonly uint[] _ngrams;
    private readonly float _ngramStep;
    private readonly sbyte[] _codes;
    private readonly float _scale;

    /// <summary>Packs the features of a text.</summary>
    /// <param name="ngrams">Its n-grams.</param>
    /// <param name="embedding">Its embedding of finite values; empty when it has none.</param>
    /// <param name="isLexical">See <see cref="IsLexical"/>.</param>
    /// <exception cref="ArgumentException">A value is not finite.</exception>
    public TextFeatures(NgramVector ngrams, ReadOnlySpan<float> embedding, bool isLexical = false)
    {
        ArgumentNullException.ThrowIfNull(ngrams);
        Opening = ngrams.Opening;
        IsLexical = isLexical;
        _ngrams = new uint[ngrams.Columns.Length];
        _ngramStep = PackedNgrams.Pack(ngrams, _ngrams);
        _codes = new sbyte[embedding.Length];
        _scale = Int8Vector.Quantise(embedding, _codes);
    }

    internal TextFeatures(ReadOnlySpan<uint> ngrams, float ngramStep, TextOpening opening, ReadOnlySpan<sbyte> codes, float scale, bool isLexical)
    {
        Opening = opening;
        IsLexical = isLexical;
        _ngrams = ngrams.ToArray();
        _ngramStep = ngramStep;
        _codes = codes.ToArray();
        _scale = scale;
    }

    private TextFeatures(TextFeatures other, ReadOnlySpan<float> embedding)
    {
        Opening = other.Opening;
        IsLexical = other.IsLexical;
        _ngrams = other._ngrams;
        _ngramStep = other._ngramStep;
        _codes = new sbyte[embedding.Length];
        _scale = Int8Vector.Quantise(embedding, _codes);
    }

    /// <summary>How the text begins.</summary>
    public TextOpening Opening { get; }

    /// <summary>Whether the embedding was made of the text's n-grams, see <see cref="FeatureBlock.IsLexical"/>.</summary>
    public bool IsLexical { get; }

    /// <summary>Number of n-grams.</summary>
    public int NgramCount => _ngrams.Length;

    /// <summary>Length of the embedding; 0 for a text without one.</summary>
    public int EmbeddingDimensions => _codes.Length;

    /// <summary>Whether the embedding is there and not all zero: one of zeros says as little as a missing one.</summary>
    public bool HasPlace => _scale != 0;

    /// <summary>The codes of the embedding.</summary>
    internal sbyte[] EmbeddingCodes => _codes;

    /// <summary>The scale of <see cref="EmbeddingCodes"/>; 0 for an embedding of zeros.</summary>
    internal float EmbeddingScale => _scale;

    /// <summary>The same text with another embedding.</summary>
    /// <param name="embedding">Finite values.</param>
    public TextFeatures WithEmbedding(ReadOnlySpan<float> embedding) => new(this, embedding);

    /// <summary>A copy of the n-grams. Loops use <see cref="CopyNgrams"/>.</summary>
    public NgramVector Ngrams()
    {
        var ngrams = new NgramVector(new int[_ngrams.Length], new float[_ngrams.Length]) { Opening = Opening };
        CopyNgrams(ngrams.Columns, ngrams.Weights);
        return ngrams;
    }

    /// <summary>Writes the n-grams.</summary>
    /// <param name="columns">Receives <see cref="NgramCount"/> columns, ascending.</param>
    /// <param name="weights">Receives their weights.</param>
    public void CopyNgrams(Span<int> columns, Span<float> weights) => PackedNgrams.Unpack(_ngrams, _ngramStep, columns, weights);

    /// <summary>A copy of the embedding. Loops use <see cref="CopyEmbedding"/>.</summary>
    public float[] Embedding()
    {
        var embedding = new float[_codes.Length];
        CopyEmbedding(embedding);
        return embedding;
    }

    /// <summary>Writes the embedding.</summary>
    /// <param name="embedding">Receives <see cref="EmbeddingDimensions"/> values.</param>
    public void CopyEmbedding(Span<float> embedding) => Int8Vector.Restore(_codes, _scale, embedding);

    /// <summary>The inner product of two embeddings; 0 when either has no place.</summary>
    public float EmbeddingDot(TextFeatures other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return HasPlace && other.HasPlace ? Int8Vector.Dot(_codes, other._codes) * _scale * other._scale : 0;
    }
}
