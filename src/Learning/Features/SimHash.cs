using System.Numerics;

namespace ActiveLearning.Learning.Features;

/// <summary>
/// A 64-bit sketch of a text whose Hamming distance grows with the angle between n-gram vectors (Charikar, "Similarity Estimation Techniques
/// from Rounding Algorithms", 2002). Serves to keep near-identical items from being handed out together.
/// </summary>
public static class SimHash
{
    /// <summary>
    /// Sketches at most this far apart are near-identical: expected distance is 64·angle/π, so 8 bits stand for a cosine of about .92.
    /// Raising it joins more rewordings and, by chance, more strangers (two unrelated texts differ in about 30 bits).
    /// </summary>
    public const int NearDistance = 8;

    /// <summary>Returns the sketch; 0 for a text without n-grams.</summary>
    public static ulong Of(NgramVector v)
    {
        ArgumentNullException.ThrowIfNull(v);
        return Of(v.Columns, v.Weights);
    }

    /// <summary>Returns the sketch of a vector that is given as columns and weights.</summary>
    public static ulong Of(ReadOnlySpan<int> columns, ReadOnlySpan<float> weights)
    {
        Span<float> sums = stackalloc float[64];
        sums.Clear();
        for (var i = 0; i < columns.Length; i++)
        {
            var bits = Mix((ulong)columns[i] + 1);
            var weight = weights[i];
            for (var b = 0; b < 64; b++)
            {
                sums[b] += ((bits >> b) & 1) != 0 ? weight : -weight;
            }
        }

        var sketch = 0UL;
        for (var b = 0; b < 64; b++)
        {
            sketch |= sums[b] > 0 ? 1UL << b : 0;
        }

        return sketch;
    }

    /// <summary>Number of bits in which two sketches differ, 0 to 64.</summary>
    public static int Distance(ulong a, ulong b) => BitOperations.PopCount(a ^ b);

    private static ulong Mix(ulong x)
    {
        x = (x + 0x9E3779B97F4A7C15) * 0xBF58476D1CE4E5B9;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
        return x ^ (x >> 31);
    }
}
