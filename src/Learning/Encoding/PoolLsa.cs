using System.Globalization;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ActiveLearning.Learning.Features;

namespace ActiveLearning.Learning.Encoding;

/// <summary>
/// What a pool's own texts say of those that its encoder can't read, in the encoder's place for them: LSA in the first half of the dimensions, vectors of n-grams by their contexts
/// (<see cref="ContextVectors"/>) in the second, with equal parts. One space holds both kinds of text: the directions are turned into the encoder's dimensions by fixed random frames, so that
/// cosines among such texts stay, and those with texts that the encoder has read are about 0 (standard deviation 1/√dimensions).
/// </summary>
public sealed class PoolLsa
{
    /// <summary>Changes whenever the same texts would be embedded otherwise, or stored in another form.</summary>
    public const string Version = "lexical-2";

    /// <summary>Texts from which it is worth fitting.</summary>
    public const int LeastTexts = 100;

    /// <summary>Texts of which it is fitted at most: more hardly move the leading directions.</summary>
    public const int MaximumTexts = 10_000;

    /// <summary>Directions of each half at most.</summary>
    private const int MaximumRank = 128;

    // Bounds what is stored and kept in memory: with 128 directions 8 MB and 16 MB for each half.
    private const int MaximumColumns = 1 << 15;

    private const int FrameSeed = 20_111_024;

    // Each half has half of the squared length.
    private static readonly float PartLength = MathF.Sqrt(0.5f);

    private readonly ColumnVectors[] _parts;
    private readonly float[][] _frames;

    private PoolLsa(ColumnVectors[] parts, int dimensions)
    {
        _parts = parts;
        Dimensions = dimensions;
        _frames = [.. parts.Select((part, half) => Frame(part.Rank, dimensions / 2, FrameSeed + half))];
    }

    private static ReadOnlySpan<byte> Mark => "ALL2"u8;

    /// <summary>Length of an embedding: that of the encoder whose place it takes.</summary>
    public int Dimensions { get; }

    /// <summary>Learns from texts.</summary>
    /// <param name="texts">Texts that the encoder can't read; of more than <see cref="MaximumTexts"/> the first ones.</param>
    /// <param name="dimensions">Length of the encoder's embeddings, at least 2 and even.</param>
    /// <param name="random">The start of the decompositions; the same seed and texts give the same embeddings.</param>
    /// <param name="threads">Threads that may compute, at least 1.</param>
    /// <param name="cancellationToken">Checked between passes over the texts.</param>
    /// <exception cref="ArgumentException">There is no text with an n-gram that two others share.</exception>
    public static PoolLsa Fit(IReadOnlyList<string> texts, int dimensions, Random random, int threads, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(texts);
        string[] read = [.. texts.Take(MaximumTexts)];
        NgramVector[] ngrams = [.. read.Select(HashedNgrams.Extract)];
        var rank = Math.Min(MaximumRank, dimensions / 2);
        var lsa = LatentSemanticAnalysis.Fit(ngrams, rank, MaximumColumns, random, threads, cancellationToken);
        var contexts = ContextVectors.Fit(read, ngrams, rank, MaximumColumns, random, threads, cancellationToken);

        // What is stored is rounded; whoever fitted it must embed as whoever read it.
        return Unpack(new PoolLsa(contexts is null ? [lsa] : [lsa, contexts], dimensions).Pack(), dimensions);
    }

    /// <summary>
    /// Gives a row of a block the embedding that its text got from the encoder, or, where that is zeros, its own: the choice between encoder and LSA, text by text.
    /// </summary>
    /// <param name="block">The block; the row's n-grams are in it.</param>
    /// <param name="row">The row.</param>
    /// <param name="encoded">What the encoder made of the text; zeros when it could not read it.</param>
    /// <param name="lsa">LSA of such texts; null while there is none, and zeros stay.</param>
    public static void Place(FeatureBlock block, int row, ReadOnlySpan<float> encoded, PoolLsa? lsa)
    {
        ArgumentNullException.ThrowIfNull(block);
        if (!IsUnread(encoded))
        {
            block.SetEmbedding(row, encoded);
        }
        else if (lsa is null)
        {
            block.SetEmbedding(row, encoded, isLexical: true);
        }
        else
        {
            var embedding = new float[lsa.Dimensions];
            lsa.Encode(block.Ngrams(row), embedding);
            block.SetEmbedding(row, embedding, isLexical: true);
        }
    }

    /// <summary>Whether an encoder's embedding says that it could not read the text.</summary>
    public static bool IsUnread(ReadOnlySpan<float> encoded) => !encoded.ContainsAnyExcept(0f);

    /// <summary>Writes the embedding of a text, of unit length where both halves know it; zeros when it has no n-gram that the texts it was fitted on share.</summary>
    /// <param name="ngrams">The text's n-grams.</param>
    /// <param name="embedding">Receives <see cref="Dimensions"/> values.</param>
    public void Encode(NgramVector ngrams, Span<float> embedding)
    {
        ArgumentNullException.ThrowIfNull(ngrams);
        embedding = embedding[..Dimensions];
        embedding.Clear();
        Span<float> own = stackalloc float[MaximumRank];
        for (var half = 0; half < _parts.Length; half++)
        {
            var rank = _parts[half].Rank;
            var place = embedding.Slice(half * (Dimensions / 2), Dimensions / 2);
            _parts[half].Encode(ngrams, own[..rank]);
            for (var r = 0; r < rank; r++)
            {
                TensorPrimitives.MultiplyAdd(_frames[half].AsSpan(r * place.Length, place.Length), PartLength * own[r], place, place);
            }
        }
    }

    /// <summary>What <see cref="Unpack"/> reads: vectors in half precision.</summary>
    public byte[] Pack()
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        writer.Write(Mark);
        writer.Write(_parts.Length);
        foreach (var part in _parts)
        {
            writer.Write(part.Rank);
            writer.Write(part.Columns.Length);
            writer.Write(MemoryMarshal.AsBytes<int>(part.Columns));
            writer.Write(MemoryMarshal.AsBytes(part.InverseFrequency));
            writer.Write(MemoryMarshal.AsBytes(part.Mean));
            var halves = new Half[part.Vectors.Length];
            TensorPrimitives.ConvertToHalf(part.Vectors, halves);
            writer.Write(MemoryMarshal.AsBytes<Half>(halves));
        }

        return bytes.ToArray();
    }

    /// <summary>Restores what <see cref="Pack"/> wrote.</summary>
    /// <param name="artefact">The bytes.</param>
    /// <param name="dimensions">Length of the encoder's embeddings.</param>
    /// <exception cref="InvalidDataException">The bytes are damaged, or were made for other dimensions or by another build.</exception>
    public static PoolLsa Unpack(byte[] artefact, int dimensions)
    {
        ArgumentNullException.ThrowIfNull(artefact);
        var bytes = (ReadOnlySpan<byte>)artefact;
        if (!bytes.StartsWith(Mark))
        {
            throw new InvalidDataException("A stored LSA is damaged.");
        }

        bytes = bytes[Mark.Length..];
        var count = Take<int>(ref bytes, 1)[0];
        var parts = new ColumnVectors[count is 1 or 2 ? count : throw new InvalidDataException("A stored LSA is damaged.")];
        for (var half = 0; half < parts.Length; half++)
        {
            parts[half] = ReadPart(ref bytes, dimensions);
        }

        return bytes.IsEmpty ? new PoolLsa(parts, dimensions) : throw new InvalidDataException("A stored LSA is damaged.");
    }

    private static ColumnVectors ReadPart(ref ReadOnlySpan<byte> bytes, int dimensions)
    {
        var (rank, count) = (Take<int>(ref bytes, 1)[0], Take<int>(ref bytes, 1)[0]);
        if (rank < 1 || rank > Math.Min(MaximumRank, dimensions / 2) || count is < 1 or > MaximumColumns)
        {
            throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"A stored LSA is damaged, or is not for {dimensions} dimensions."));
        }

        var columns = Take<int>(ref bytes, count).ToArray();
        if (columns.AsSpan().ContainsAnyExceptInRange(0, ColumnVectors.ColumnCount - 1))
        {
            throw new InvalidDataException("A stored LSA names columns that no text has.");
        }

        var inverseFrequency = Take<float>(ref bytes, count).ToArray();
        var mean = Take<float>(ref bytes, rank).ToArray();
        var vectors = new float[count * rank];
        TensorPrimitives.ConvertToSingle(Take<Half>(ref bytes, vectors.Length), vectors);
        return new ColumnVectors(columns, inverseFrequency, vectors, mean);
    }

    private static ReadOnlySpan<T> Take<T>(ref ReadOnlySpan<byte> bytes, int count)
        where T : unmanaged
    {
        var length = count * Unsafe.SizeOf<T>();
        if (bytes.Length < length)
        {
            throw new InvalidDataException("A stored LSA is cut short.");
        }

        var taken = MemoryMarshal.Cast<byte, T>(bytes[..length]);
        bytes = bytes[length..];
        return taken;
    }

    /// <summary>As many random orthonormal rows as there are directions: the same on every machine.</summary>
    private static float[] Frame(int rank, int dimensions, int seed)
    {
        var random = new Random(seed);
        var frame = new float[rank * dimensions];
        for (var r = 0; r < rank; r++)
        {
            var row = frame.AsSpan(r * dimensions, dimensions);
            for (var d = 0; d < dimensions; d++)
            {
                // The sum of four uniform numbers is normal enough for a direction without a preferred axis.
                row[d] = random.NextSingle() + random.NextSingle() + random.NextSingle() + random.NextSingle() - 2;
            }

            // Gram and Schmidt, twice: once loses orthogonality in single precision.
            for (var pass = 0; pass < 2; pass++)
            {
                for (var before = 0; before < r; before++)
                {
                    var other = frame.AsSpan(before * dimensions, dimensions);
                    TensorPrimitives.MultiplyAdd(other, -TensorPrimitives.Dot<float>(other, row), row, row);
                }

                TensorPrimitives.Multiply(row, 1 / TensorPrimitives.Norm<float>(row), row);
            }
        }

        return frame;
    }
}
