using System.Numerics.Tensors;
using ActiveLearning.Learning.Features;

namespace ActiveLearning.Learning.Encoding;

/// <summary>
/// A vector for each column of hashed n-grams and openings that a pool's texts share, learnt without any label. A text is the sum of its columns' vectors, each times its weight in the text
/// and its inverse document frequency, moved by the pool's mean and scaled to length 1.
/// </summary>
internal sealed class ColumnVectors
{
    /// <summary>Columns that may have a vector: those of n-grams, then those of openings.</summary>
    public const int ColumnCount = HashedNgrams.ColumnCount + TextOpening.ColumnCount;

    // Of an opening, in weights of an n-gram that stands once in the text.
    private const float OpeningWeight = 3;

    private readonly int[] _positionOfColumn;
    private readonly float[] _inverseFrequency;
    private readonly float[] _vectors;
    private readonly float[] _mean;

    /// <summary>Takes over what was learnt.</summary>
    /// <param name="columns">Columns that have a vector, each once, below <see cref="ColumnCount"/>.</param>
    /// <param name="inverseFrequency">Weight of each.</param>
    /// <param name="vectors">Vector of each, [columns × <paramref name="mean"/>'s length].</param>
    /// <param name="mean">What texts have in common; zeros where nothing is taken off.</param>
    public ColumnVectors(int[] columns, float[] inverseFrequency, float[] vectors, float[] mean)
    {
        _positionOfColumn = Positions(columns);
        Columns = columns;
        _inverseFrequency = inverseFrequency;
        _vectors = vectors;
        _mean = mean;
    }

    /// <summary>Length of a vector.</summary>
    public int Rank => _mean.Length;

    /// <summary>Columns that have a vector.</summary>
    public int[] Columns { get; }

    /// <summary>Weight of each column.</summary>
    public ReadOnlySpan<float> InverseFrequency => _inverseFrequency;

    /// <summary>Vector of each column, [columns × <see cref="Rank"/>].</summary>
    public ReadOnlySpan<float> Vectors => _vectors;

    /// <summary>What is taken off each text.</summary>
    public ReadOnlySpan<float> Mean => _mean;

    /// <summary>Writes the unit-length embedding of a text; zeros when it has no column with a vector.</summary>
    /// <param name="text">The text.</param>
    /// <param name="embedding">Receives <see cref="Rank"/> values.</param>
    public void Encode(NgramVector text, Span<float> embedding)
    {
        if (!Sum(text, embedding))
        {
            return;
        }

        TensorPrimitives.Subtract(embedding, _mean, embedding);
        var length = TensorPrimitives.Norm<float>(embedding);
        TensorPrimitives.Multiply(embedding, length > 1e-6f ? 1 / length : 0, embedding);
    }

    /// <summary>The same vectors, taking off what these texts have in common.</summary>
    public ColumnVectors Centred(IReadOnlyList<NgramVector> texts)
    {
        var (sum, text) = (new double[Rank], new float[Rank]);
        foreach (var ngrams in texts)
        {
            Sum(ngrams, text);
            for (var d = 0; d < Rank; d++)
            {
                sum[d] += text[d];
            }
        }

        return new ColumnVectors(Columns, _inverseFrequency, _vectors, [.. sum.Select(value => (float)(value / Math.Max(1, texts.Count)))]);
    }

    /// <summary>Positions of known columns and their weights in a text, of length 1.</summary>
    /// <param name="text">The text.</param>
    /// <param name="positionOfColumn">As <see cref="Positions"/> gives it.</param>
    /// <param name="inverseFrequency">Weight of each known column.</param>
    public static (int[] Positions, float[] Weights) Weigh(NgramVector text, int[] positionOfColumn, float[] inverseFrequency)
    {
        var positions = new List<int>(text.Columns.Length + 2);
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
        return ([.. positions], scaled);

        void AddKnown(int column, float weight)
        {
            if (positionOfColumn[column] is >= 0 and var position)
            {
                positions.Add(position);
                weights.Add(weight * inverseFrequency[position]);
            }
        }
    }

    /// <summary>Columns of how a text opens.</summary>
    public static IEnumerable<int> Openings(NgramVector text)
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

    /// <summary>How many texts have each column.</summary>
    public static int[] Frequencies(IReadOnlyList<NgramVector> texts)
    {
        var frequency = new int[ColumnCount];
        foreach (var column in texts.SelectMany(text => text.Columns.Concat(Openings(text))))
        {
            frequency[column]++;
        }

        return frequency;
    }

    /// <summary>Inverse document frequency of columns, at least 1.</summary>
    public static float[] InverseFrequencies(int[] columns, int[] frequency, int texts) =>
        [.. columns.Select(column => MathF.Log((1f + texts) / (1f + frequency[column])) + 1)];

    /// <summary>Position of each column among those given, −1 of others.</summary>
    public static int[] Positions(int[] columns)
    {
        var positions = new int[ColumnCount];
        Array.Fill(positions, -1);
        for (var i = 0; i < columns.Length; i++)
        {
            positions[columns[i]] = i;
        }

        return positions;
    }

    private bool Sum(NgramVector text, Span<float> sum)
    {
        sum.Clear();
        var (positions, weights) = Weigh(text, _positionOfColumn, _inverseFrequency);
        for (var i = 0; i < positions.Length; i++)
        {
            TensorPrimitives.MultiplyAdd(_vectors.AsSpan(positions[i] * Rank, Rank), weights[i], sum, sum);
        }

        return positions.Length > 0;
    }
}
