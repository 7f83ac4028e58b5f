using System.Numerics.Tensors;
using ActiveLearning.Learning.Features;

namespace ActiveLearning.Learning.Acquisition;

/// <summary>
/// Embeddings of some rows, moved so that the slice's mean is the origin and scaled to length 1. Sentence embeddings share a large common direction;
/// without it the cosine tells neighbours from strangers. Kept in one byte a value, so that the thousands that are compared with one another stay in the cache.
/// </summary>
internal sealed class CentredSample
{
    private readonly sbyte[] _codes;
    private readonly float[] _scales;
    private readonly float[] _mean;
    private readonly float[] _vector;
    private readonly int _from;

    /// <summary>Copies the rows; rows without an embedding become zero and are like nothing.</summary>
    /// <param name="features">Where they lie.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="part">Which values are compared.</param>
    public CentredSample(FeatureBlock features, IReadOnlyList<int> rows, EmbeddingPart part = EmbeddingPart.Whole)
    {
        Rows = rows;
        Dimensions = part == EmbeddingPart.Whole ? features.EmbeddingDimensions : features.EmbeddingDimensions / 2;
        _from = part == EmbeddingPart.Contexts ? Dimensions : 0;
        _codes = new sbyte[rows.Count * Dimensions];
        _scales = new float[rows.Count];
        _vector = new float[Dimensions];
        var mean = new float[features.EmbeddingDimensions];
        features.EmbeddingMean(mean);
        _mean = mean[_from..(_from + Dimensions)];
        var embedding = new float[features.EmbeddingDimensions];
        for (var i = 0; i < rows.Count; i++)
        {
            features.CopyEmbedding(rows[i], embedding);
            _scales[i] = Centre(embedding, _codes.AsSpan(i * Dimensions, Dimensions));
        }
    }

    /// <summary>The rows, in the order of their positions here.</summary>
    public IReadOnlyList<int> Rows { get; }

    /// <summary>Number of rows.</summary>
    public int Count => Rows.Count;

    /// <summary>Values of a vector.</summary>
    public int Dimensions { get; }

    /// <summary>Writes the unit vector at a position; zeros for a row without an embedding.</summary>
    public void CopyTo(int position, Span<float> vector) => Int8Vector.Restore(Codes(position), _scales[position], vector);

    /// <summary>The scale of <see cref="Codes"/>; 0 for a row without an embedding.</summary>
    public float Scale(int position) => _scales[position];

    /// <summary>Cosine of two positions, −1 to 1.</summary>
    public float Cosine(int a, int b) => Cosine(a, Codes(b), _scales[b]);

    /// <summary>Cosine of a position with a quantised unit vector, −1 to 1.</summary>
    public float Cosine(int position, ReadOnlySpan<sbyte> codes, float scale) => Int8Vector.Dot(Codes(position), codes) * _scales[position] * scale;

    /// <summary>Moves, scales and quantises another embedding in the same way; what cannot be told from nothing becomes zero.</summary>
    /// <param name="embedding">The whole embedding.</param>
    /// <param name="codes">Receives the codes of the unit vector.</param>
    /// <returns>Their scale.</returns>
    public float Centre(ReadOnlySpan<float> embedding, Span<sbyte> codes)
    {
        codes.Clear();
        embedding = embedding.Slice(_from, Dimensions);
        if (TensorPrimitives.MaxMagnitude(embedding) == 0)
        {
            // The encoder could read nothing of it; centring would make all such texts each other's neighbours.
            return 0;
        }

        TensorPrimitives.Subtract(embedding, _mean, _vector);
        var length = TensorPrimitives.Norm<float>(_vector);
        if (length <= 1e-6f)
        {
            return 0;
        }

        TensorPrimitives.Multiply(_vector, 1 / length, _vector);
        return Int8Vector.Quantise(_vector, codes);
    }

    /// <summary>The codes of the unit vector at a position.</summary>
    public ReadOnlySpan<sbyte> Codes(int position) => _codes.AsSpan(position * Dimensions, Dimensions);
}
