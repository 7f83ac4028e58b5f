namespace ActiveLearning.Learning.Features;

/// <summary>A text as a sparse vector of hashed n-grams.</summary>
/// <param name="Columns">Columns with a weight, ascending, each once, in [0, <see cref="HashedNgrams.ColumnCount"/>).</param>
/// <param name="Weights">The weight of each column, positive; their squares sum to 1, or there are none.</param>
public sealed record NgramVector(int[] Columns, float[] Weights)
{
    /// <summary>How the text begins.</summary>
    public TextOpening Opening { get; init; }

    /// <summary>The vector of a text without any n-gram.</summary>
    public static NgramVector Empty { get; } = new([], []);

    /// <summary>Cosine with another vector: 1 for equal texts, 0 for texts without a common n-gram.</summary>
    public double Cosine(NgramVector other)
    {
        ArgumentNullException.ThrowIfNull(other);
        var sum = 0.0;
        for (int i = 0, j = 0; i < Columns.Length && j < other.Columns.Length;)
        {
            var difference = Columns[i] - other.Columns[j];
            if (difference == 0)
            {
                sum += Weights[i] * other.Weights[j];
            }

            i += difference <= 0 ? 1 : 0;
            j += difference >= 0 ? 1 : 0;
        }

        return sum;
    }
}
