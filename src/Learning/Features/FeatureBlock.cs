using System.Numerics.Tensors;

namespace ActiveLearning.Learning.Features;

/// <summary>
/// The features of a slice of the pool: append-only rows, each with its n-grams (<see cref="PackedNgrams"/>) and, once encoded, its embedding
/// (<see cref="Int8Vector"/>). One writer; readers of rows that were added before they started need no lock, because what a reader may hold is never overwritten.
/// </summary>
/// <remarks>
/// Beside embedding and n-grams a row costs 25 bytes: where its n-grams begin, two scales, how its text opens, what its embedding was made of, and its share of the arrays' headers. Only an
/// embedding that is replaced is overwritten: whoever scores its row at that moment may read a mixture, so whoever replaces it has it scored again.
/// </remarks>
public sealed class FeatureBlock
{
    // The collector does not move arrays of 85 KB and more, so holes between them stay: the n-grams of so few rows are smaller.
    private const int RowsPerChunk = 32;

    private readonly List<Chunk> _chunks = [];
    private readonly double[] _embeddingSum;
    private readonly float[] _former;
    private readonly float[] _stored;

    /// <summary>Makes an empty block.</summary>
    /// <param name="embeddingDimensions">Length of an embedding; 0 where there is no encoder.</param>
    public FeatureBlock(int embeddingDimensions)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(embeddingDimensions);
        EmbeddingDimensions = embeddingDimensions;
        _embeddingSum = new double[embeddingDimensions];
        _former = new float[embeddingDimensions];
        _stored = new float[embeddingDimensions];
    }

    /// <summary>Length of an embedding.</summary>
    public int EmbeddingDimensions { get; }

    /// <summary>Number of rows.</summary>
    public int Count { get; private set; }

    /// <summary>Number of rows that have an embedding.</summary>
    public int EncodedCount { get; private set; }

    /// <summary>Number of rows whose embedding is not all zero.</summary>
    public int PlacedCount { get; private set; }

    /// <summary>Number of rows whose text the encoder could not read, see <see cref="IsLexical"/>.</summary>
    public int LexicalCount { get; private set; }

    /// <summary>Appends a row without an embedding and returns its index.</summary>
    public int Add(NgramVector ngrams)
    {
        ArgumentNullException.ThrowIfNull(ngrams);
        if (Count % RowsPerChunk == 0)
        {
            _chunks.Add(new Chunk());
        }

        _chunks[^1].Add(Count % RowsPerChunk, ngrams);
        return Count++;
    }

    /// <summary>Appends a row, with its embedding if it has one, and returns its index.</summary>
    public int Add(TextFeatures features)
    {
        ArgumentNullException.ThrowIfNull(features);
        var row = Add(features.Ngrams());
        if (features.EmbeddingDimensions > 0)
        {
            SetEmbedding(row, features.Embedding(), features.IsLexical);
        }

        return row;
    }

    /// <summary>Gives a row its embedding, or replaces it.</summary>
    /// <param name="row">A row of this block.</param>
    /// <param name="embedding"><see cref="EmbeddingDimensions"/> finite values; all zero means that the encoder could read nothing.</param>
    /// <param name="isLexical">See <see cref="IsLexical"/>.</param>
    /// <exception cref="ArgumentException">The length is wrong, or a value is not finite.</exception>
    public void SetEmbedding(int row, ReadOnlySpan<float> embedding, bool isLexical = false)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(row, Count);
        if (embedding.Length != EmbeddingDimensions)
        {
            throw new ArgumentException($"An embedding has {EmbeddingDimensions} values.", nameof(embedding));
        }

        CopyEmbedding(row, _former);
        var chunk = _chunks[row / RowsPerChunk];
        var at = row % RowsPerChunk;
        EncodedCount += chunk.IsEncoded(at) ? 0 : 1;
        PlacedCount -= HasPlace(row) ? 1 : 0;
        LexicalCount += (isLexical ? 1 : 0) - (chunk.IsLexical(at) ? 1 : 0);
        chunk.SetEmbedding(at, embedding, isLexical);
        PlacedCount += HasPlace(row) ? 1 : 0;
        CopyEmbedding(row, _stored);
        for (var d = 0; d < _stored.Length; d++)
        {
            _embeddingSum[d] += _stored[d] - _former[d];
        }
    }

    /// <summary>Whether the row has been given an embedding.</summary>
    public bool HasEmbedding(int row) => _chunks[row / RowsPerChunk].IsEncoded(row % RowsPerChunk);

    /// <summary>Whether the row's embedding was made of the text's n-grams (zeros until there is something to make it of), since no trained encoder could read it.</summary>
    public bool IsLexical(int row) => _chunks[row / RowsPerChunk].IsLexical(row % RowsPerChunk);

    /// <summary>Whether the row has an embedding that is not all zero, so that it lies somewhere.</summary>
    public bool HasPlace(int row) => HasEmbedding(row) && EmbeddingScale(row) != 0;

    /// <summary>A copy of the row's embedding; all zero while it has none. Loops use <see cref="CopyEmbedding"/> or <see cref="EmbeddingDot(int, int)"/>.</summary>
    public float[] Embedding(int row)
    {
        var embedding = new float[EmbeddingDimensions];
        CopyEmbedding(row, embedding);
        return embedding;
    }

    /// <summary>Writes the row's embedding; zeros while it has none.</summary>
    /// <param name="row">A row of this block.</param>
    /// <param name="embedding">Receives <see cref="EmbeddingDimensions"/> values.</param>
    public void CopyEmbedding(int row, Span<float> embedding)
    {
        var codes = EmbeddingCodes(row);
        if (codes.IsEmpty)
        {
            embedding[..EmbeddingDimensions].Clear();
        }
        else
        {
            Int8Vector.Restore(codes, EmbeddingScale(row), embedding);
        }
    }

    /// <summary>The inner product of two rows' embeddings.</summary>
    public float EmbeddingDot(int a, int b) => EmbeddingDot(a, EmbeddingCodes(b), EmbeddingScale(b));

    /// <summary>The inner product of a row's embedding with a quantised vector; 0 when either is empty.</summary>
    public float EmbeddingDot(int row, ReadOnlySpan<sbyte> codes, float scale)
    {
        var own = EmbeddingCodes(row);
        return own.IsEmpty || codes.IsEmpty ? 0 : Int8Vector.Dot(own, codes) * EmbeddingScale(row) * scale;
    }

    /// <summary>How many n-grams the row has.</summary>
    public int NgramCount(int row) => _chunks[row / RowsPerChunk].Ngrams(row % RowsPerChunk).Length;

    /// <summary>Writes the row's n-grams.</summary>
    /// <param name="row">A row of this block.</param>
    /// <param name="columns">Receives <see cref="NgramCount"/> columns, ascending.</param>
    /// <param name="weights">Receives their weights.</param>
    public void CopyNgrams(int row, Span<int> columns, Span<float> weights)
    {
        var chunk = _chunks[row / RowsPerChunk];
        PackedNgrams.Unpack(chunk.Ngrams(row % RowsPerChunk), chunk.NgramStep(row % RowsPerChunk), columns, weights);
    }

    /// <summary>Copies the row's n-grams out of the block.</summary>
    public NgramVector Ngrams(int row)
    {
        var count = NgramCount(row);
        var ngrams = new NgramVector(new int[count], new float[count]) { Opening = _chunks[row / RowsPerChunk].Opening(row % RowsPerChunk) };
        CopyNgrams(row, ngrams.Columns, ngrams.Weights);
        return ngrams;
    }

    /// <summary>Copies all features of the row out of the block.</summary>
    public TextFeatures Features(int row)
    {
        var chunk = _chunks[row / RowsPerChunk];
        var at = row % RowsPerChunk;
        return new TextFeatures(new PackedText(
            chunk.Ngrams(at).ToArray(), chunk.NgramStep(at), chunk.Opening(at), HasEmbedding(row) ? EmbeddingCodes(row).ToArray() : [], EmbeddingScale(row), IsLexical(row)));
    }

    /// <summary>Writes the mean of all embeddings in the block; zeros while there is none.</summary>
    /// <param name="mean">Receives <see cref="EmbeddingDimensions"/> values.</param>
    public void EmbeddingMean(Span<float> mean)
    {
        TensorPrimitives.ConvertTruncating<double, float>(_embeddingSum, mean);
        TensorPrimitives.Multiply(mean, 1f / Math.Max(1, EncodedCount), mean);
    }

    /// <summary>The codes of the row's embedding; empty while no row near it has one, zeros while it has none itself.</summary>
    internal ReadOnlySpan<sbyte> EmbeddingCodes(int row) => _chunks[row / RowsPerChunk].EmbeddingCodes(row % RowsPerChunk, EmbeddingDimensions);

    /// <summary>The scale of <see cref="EmbeddingCodes"/>; 0 for a row without an embedding and for one of zeros.</summary>
    internal float EmbeddingScale(int row) => _chunks[row / RowsPerChunk].EmbeddingScale(row % RowsPerChunk);

    private sealed class Chunk
    {
        private const int NgramsAtFirst = 1 << 11;

        private readonly int[] _ends = new int[RowsPerChunk];
        private readonly float[] _ngramSteps = new float[RowsPerChunk];
        private readonly TextOpening[] _openings = new TextOpening[RowsPerChunk];

        // NaN: not encoded yet.
        private readonly float[] _embeddingScales = new float[RowsPerChunk];
        private readonly bool[] _lexical = new bool[RowsPerChunk];
        private uint[] _ngrams = new uint[NgramsAtFirst];
        private sbyte[]? _embeddings;

        public Chunk() => Array.Fill(_embeddingScales, float.NaN);

        public void Add(int at, NgramVector ngrams)
        {
            var start = at == 0 ? 0 : _ends[at - 1];
            var end = start + ngrams.Columns.Length;
            if (end > _ngrams.Length)
            {
                Array.Resize(ref _ngrams, Math.Max(end, 2 * _ngrams.Length));
            }

            _openings[at] = ngrams.Opening;
            _ngramSteps[at] = PackedNgrams.Pack(ngrams, _ngrams.AsSpan(start));
            _ends[at] = end;
            if (at == RowsPerChunk - 1)
            {
                Array.Resize(ref _ngrams, end);
            }
        }

        public ReadOnlySpan<uint> Ngrams(int at)
        {
            var start = at == 0 ? 0 : _ends[at - 1];
            return _ngrams.AsSpan(start, _ends[at] - start);
        }

        public TextOpening Opening(int at) => _openings[at];

        public float NgramStep(int at) => _ngramSteps[at];

        public bool IsEncoded(int at) => !float.IsNaN(_embeddingScales[at]);

        public bool IsLexical(int at) => _lexical[at];

        public void SetEmbedding(int at, ReadOnlySpan<float> embedding, bool isLexical)
        {
            _lexical[at] = isLexical;
            _embeddings ??= new sbyte[RowsPerChunk * embedding.Length];
            _embeddingScales[at] = Int8Vector.Quantise(embedding, _embeddings.AsSpan(at * embedding.Length, embedding.Length));
        }

        public float EmbeddingScale(int at) => IsEncoded(at) ? _embeddingScales[at] : 0;

        public ReadOnlySpan<sbyte> EmbeddingCodes(int at, int dimensions) => _embeddings is null ? [] : _embeddings.AsSpan(at * dimensions, dimensions);
    }
}
