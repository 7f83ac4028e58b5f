using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace ActiveLearning.Learning.Features;

/// <summary>
/// N-grams of a text in four bytes each: 18 bits of column over 14 bits of weight, which counts in steps of the text's largest weight / 16,383. A weight is off by at most
/// half a step, 0.003% of the largest.
/// </summary>
internal static class PackedNgrams
{
    private const int WeightBits = 14;
    private const uint WeightMask = (1u << WeightBits) - 1;

    /// <summary>Packs a vector and returns the step of its weights; 0 without n-grams.</summary>
    public static float Pack(NgramVector ngrams, Span<uint> packed)
    {
        if (ngrams.Columns.Length == 0)
        {
            return 0;
        }

        var step = TensorPrimitives.Max<float>(ngrams.Weights) / WeightMask;
        for (var i = 0; i < ngrams.Columns.Length; i++)
        {
            // An n-gram that is there never rounds to one that is not.
            var weight = Math.Clamp((uint)MathF.Round(ngrams.Weights[i] / step), 1, WeightMask);
            packed[i] = ((uint)ngrams.Columns[i] << WeightBits) | weight;
        }

        return step;
    }

    /// <summary>Writes columns and weights.</summary>
    public static void Unpack(ReadOnlySpan<uint> packed, float step, Span<int> columns, Span<float> weights)
    {
        var codes = MemoryMarshal.Cast<int, uint>(columns)[..packed.Length];
        TensorPrimitives.BitwiseAnd(packed, WeightMask, codes);
        TensorPrimitives.ConvertTruncating<int, float>(columns[..packed.Length], weights);
        TensorPrimitives.Multiply(weights[..packed.Length], step, weights);
        TensorPrimitives.ShiftRightLogical(packed, WeightBits, codes);
    }
}
