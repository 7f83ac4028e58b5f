using System.Globalization;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using ActiveLearning.Learning.Features;

namespace ActiveLearning.Learning.Encoding;

/// <summary>
/// LSA of those texts of a pool that its encoder can't read, in the encoder's place for them: one space holds both. The directions of <see cref="LatentSemanticEncoder"/> are turned into the
/// encoder's dimensions by a fixed random frame, so that cosines among such texts stay, and those with texts that the encoder has read are about 0 (standard deviation 1/√dimensions).
/// </summary>
public sealed class PoolLsa
{
    /// <summary>Texts from which it is worth fitting.</summary>
    public const int LeastTexts = 100;

    /// <summary>Texts of which it is fitted at most: more hardly move the leading directions.</summary>
    public const int MaximumTexts = 10_000;

    // Bounds what is stored and kept in memory: with 128 directions 8 MB and 16 MB.
    private const int MaximumColumns = 1 << 15;

    private const int FrameSeed = 20_111_024;

    private readonly LatentSemanticEncoder _lsa;
    private readonly float[] _frame;

    private PoolLsa(LatentSemanticEncoder lsa, int dimensions)
    {
        _lsa = lsa;
        Dimensions = dimensions;
        _frame = Frame(lsa.Dimensions, dimensions);
    }

    private static ReadOnlySpan<byte> Mark => "ALL1"u8;

    /// <summary>Length of an embedding: that of the encoder whose place it takes.</summary>
    public int Dimensions { get; }

    /// <summary>Learns from texts.</summary>
    /// <param name="texts">N-grams of texts that the encoder can't read; of more than <see cref="MaximumTexts"/> the first ones.</param>
    /// <param name="dimensions">Length of the encoder's embeddings.</param>
    /// <param name="random">The start of the decomposition; the same seed and texts give the same embeddings.</param>
    /// <param name="threads">Threads that may compute, at least 1.</param>
    /// <param name="cancellationToken">Checked between passes over the texts.</param>
    /// <exception cref="ArgumentException">There is no text with an n-gram that two others share.</exception>
    public static PoolLsa Fit(IReadOnlyList<NgramVector> texts, int dimensions, Random random, int threads, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(texts);
        using var lsa = LatentSemanticEncoder.Fit(
            [.. texts.Take(MaximumTexts)], random, threads, cancellationToken, Math.Min(LatentSemanticEncoder.DefaultRank, dimensions), MaximumColumns);

        // What is stored is rounded; whoever fitted it must embed as whoever read it.
        return Unpack(new PoolLsa(lsa, dimensions).Pack(), dimensions);
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

    /// <summary>Writes the unit-length embedding of a text; zeros when it has no n-gram that the texts it was fitted on share.</summary>
    /// <param name="ngrams">The text's n-grams.</param>
    /// <param name="embedding">Receives <see cref="Dimensions"/> values.</param>
    public void Encode(NgramVector ngrams, Span<float> embedding)
    {
        Span<float> own = stackalloc float[_lsa.Dimensions];
        _lsa.Encode(ngrams, own);
        embedding = embedding[..Dimensions];
        embedding.Clear();
        for (var r = 0; r < own.Length; r++)
        {
            TensorPrimitives.MultiplyAdd(_frame.AsSpan(r * Dimensions, Dimensions), own[r], embedding, embedding);
        }
    }

    /// <summary>What <see cref="Unpack"/> reads: directions in half precision.</summary>
    public byte[] Pack()
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        writer.Write(Mark);
        writer.Write(_lsa.Dimensions);
        writer.Write(_lsa.KnownColumns.Length);
        writer.Write(MemoryMarshal.AsBytes<int>(_lsa.KnownColumns));
        writer.Write(MemoryMarshal.AsBytes(_lsa.InverseFrequency));
        var halves = new Half[_lsa.Directions.Length];
        TensorPrimitives.ConvertToHalf(_lsa.Directions, halves);
        writer.Write(MemoryMarshal.AsBytes<Half>(halves));
        return bytes.ToArray();
    }

    /// <summary>Restores what <see cref="Pack"/> wrote.</summary>
    /// <param name="artefact">The bytes.</param>
    /// <param name="dimensions">Length of the encoder's embeddings.</param>
    /// <exception cref="InvalidDataException">The bytes are damaged, or were made for other dimensions.</exception>
    public static PoolLsa Unpack(byte[] artefact, int dimensions)
    {
        ArgumentNullException.ThrowIfNull(artefact);
        var bytes = artefact.AsSpan();
        if (!bytes.StartsWith(Mark) || bytes.Length < Mark.Length + (2 * sizeof(int)))
        {
            throw new InvalidDataException("A stored LSA is damaged.");
        }

        bytes = bytes[Mark.Length..];
        var (rank, count) = (MemoryMarshal.Read<int>(bytes), MemoryMarshal.Read<int>(bytes[sizeof(int)..]));
        bytes = bytes[(2 * sizeof(int))..];
        if (rank < 1 || rank > dimensions || count < 1 || bytes.Length != (long)count * (sizeof(int) + sizeof(float) + (rank * sizeof(ushort))))
        {
            throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"A stored LSA is damaged, or is not for {dimensions} dimensions."));
        }

        var columns = MemoryMarshal.Cast<byte, int>(bytes[..(count * sizeof(int))]).ToArray();
        if (columns.AsSpan().ContainsAnyExceptInRange(0, LatentSemanticEncoder.ColumnCount - 1))
        {
            throw new InvalidDataException("A stored LSA names columns that no text has.");
        }

        bytes = bytes[(count * sizeof(int))..];
        var inverseFrequency = MemoryMarshal.Cast<byte, float>(bytes[..(count * sizeof(float))]).ToArray();
        var directions = new float[count * rank];
        TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<byte, Half>(bytes[(count * sizeof(float))..]), directions);
        return new PoolLsa(new LatentSemanticEncoder(columns, inverseFrequency, directions, rank), dimensions);
    }

    /// <summary>As many random orthonormal rows as there are directions: the same on every machine.</summary>
    private static float[] Frame(int rank, int dimensions)
    {
        var random = new Random(FrameSeed);
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
