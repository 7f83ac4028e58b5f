namespace ActiveLearning.Learning.Acquisition;

/// <summary>
/// Class probabilities of many rows in two bytes each: p = (code / 65,535)². The square root puts the fine steps where they matter: below 2.3e-5 near a tie, and a few per
/// cent of p itself even for a class at one in a million. All codes 0 means that the row is not scored.
/// </summary>
public sealed class ProbabilityTable
{
    private const float Largest = ushort.MaxValue;

    private ushort[] _codes;

    /// <summary>Makes a table whose rows are not scored.</summary>
    /// <param name="classes">Probabilities a row, at least 2.</param>
    /// <param name="rows">Rows to have room for.</param>
    public ProbabilityTable(int classes, int rows)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 2);
        Classes = classes;
        _codes = new ushort[rows * classes];
    }

    /// <summary>Probabilities a row.</summary>
    public int Classes { get; }

    /// <summary>Rows that there is room for.</summary>
    public int Rows => _codes.Length / Classes;

    /// <summary>Makes a table of scored rows.</summary>
    /// <param name="probabilities">Rows of <paramref name="classes"/> values in [0, 1], each row summing to 1.</param>
    /// <param name="classes">Probabilities a row.</param>
    public static ProbabilityTable Of(ReadOnlySpan<float> probabilities, int classes)
    {
        var table = new ProbabilityTable(classes, probabilities.Length / classes);
        for (var row = 0; row < table.Rows; row++)
        {
            table.Set(row, probabilities.Slice(row * classes, classes));
        }

        return table;
    }

    /// <summary>Makes room for rows; what is there stays.</summary>
    public void EnsureRows(int rows)
    {
        if (rows > Rows)
        {
            Array.Resize(ref _codes, rows * Classes);
        }
    }

    /// <summary>Stores a row.</summary>
    public void Set(int row, ReadOnlySpan<float> probabilities)
    {
        var codes = _codes.AsSpan(row * Classes, Classes);
        for (var k = 0; k < codes.Length; k++)
        {
            codes[k] = (ushort)((MathF.Sqrt(probabilities[k]) * Largest) + 0.5f);
        }
    }

    /// <summary>Makes a row one that is not scored.</summary>
    public void Clear(int row) => _codes.AsSpan(row * Classes, Classes).Clear();

    /// <summary>Whether the row is scored.</summary>
    public bool Has(int row) => row < Rows && _codes.AsSpan(row * Classes, Classes).ContainsAnyExcept((ushort)0);

    /// <summary>How many rows are scored; looks at each.</summary>
    public int CountScored()
    {
        var scored = 0;
        for (var row = 0; row < Rows; row++)
        {
            scored += Has(row) ? 1 : 0;
        }

        return scored;
    }

    /// <summary>Writes the probabilities of a scored row.</summary>
    public void CopyTo(int row, Span<float> probabilities)
    {
        var codes = _codes.AsSpan(row * Classes, Classes);
        for (var k = 0; k < codes.Length; k++)
        {
            var root = codes[k] * (1 / Largest);
            probabilities[k] = root * root;
        }
    }
}
