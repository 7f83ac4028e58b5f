using System.Numerics;
using System.Numerics.Tensors;

namespace ActiveLearning.Learning.Features;

/// <summary>
/// A vector as one signed byte a value and one scale: value = code × scale, with the largest magnitude at ±127 (symmetric quantisation; Jacob et al., "Quantization and
/// Training of Neural Networks", 2018). A value is off by at most half a scale, so the inner product of unit vectors of 512 values by about .001.
/// </summary>
public static class Int8Vector
{
    /// <summary>A vector without a larger magnitude than this counts as zeros: not far below, a scale has few digits left and its inverse is infinite.</summary>
    public const float Smallest = 1e-30f;

    private const int Largest = 127;

    /// <summary>Writes the codes and returns the scale; a vector of zeros, or of nothing above <see cref="Smallest"/>, has scale 0.</summary>
    /// <param name="values">Finite values.</param>
    /// <param name="codes">Receives as many codes, each in [−127, 127].</param>
    /// <exception cref="ArgumentException">A value is not finite, or there is no room.</exception>
    public static float Quantise(ReadOnlySpan<float> values, Span<sbyte> codes)
    {
        codes = codes[..values.Length];
        var largest = values.IsEmpty ? 0 : MathF.Abs(TensorPrimitives.MaxMagnitude(values));
        if (!float.IsFinite(largest))
        {
            throw new ArgumentException("A vector has finite values.", nameof(values));
        }

        if (largest <= Smallest)
        {
            codes.Clear();
            return 0;
        }

        var scale = largest / Largest;
        var perScale = 1 / scale;
        for (var i = 0; i < values.Length; i++)
        {
            codes[i] = (sbyte)MathF.Round(values[i] * perScale);
        }

        return scale;
    }

    /// <summary>Writes the values that the codes stand for.</summary>
    public static void Restore(ReadOnlySpan<sbyte> codes, float scale, Span<float> values)
    {
        values = values[..codes.Length];
        var i = 0;
        for (var quarter = Vector<float>.Count; i <= codes.Length - Vector<sbyte>.Count; i += Vector<sbyte>.Count)
        {
            Vector.Widen(new Vector<sbyte>(codes[i..]), out var low, out var high);
            Vector.Widen(low, out var first, out var second);
            Vector.Widen(high, out var third, out var fourth);
            (Vector.ConvertToSingle(first) * scale).CopyTo(values[i..]);
            (Vector.ConvertToSingle(second) * scale).CopyTo(values[(i + quarter)..]);
            (Vector.ConvertToSingle(third) * scale).CopyTo(values[(i + (2 * quarter))..]);
            (Vector.ConvertToSingle(fourth) * scale).CopyTo(values[(i + (3 * quarter))..]);
        }

        for (; i < codes.Length; i++)
        {
            values[i] = codes[i] * scale;
        }
    }

    /// <summary>The inner product of two vectors' codes; times both scales it is that of the vectors. Exact.</summary>
    /// <param name="a">Codes of one vector.</param>
    /// <param name="b">As many codes of the other.</param>
    public static int Dot(ReadOnlySpan<sbyte> a, ReadOnlySpan<sbyte> b)
    {
        b = b[..a.Length];
        var sums = Vector<int>.Zero;
        var i = 0;
        for (; i <= a.Length - Vector<sbyte>.Count; i += Vector<sbyte>.Count)
        {
            Vector.Widen(new Vector<sbyte>(a[i..]), out var lowA, out var highA);
            Vector.Widen(new Vector<sbyte>(b[i..]), out var lowB, out var highB);

            // 2 · 127² still fits 16 bits.
            Vector.Widen((lowA * lowB) + (highA * highB), out var low, out var high);
            sums += low + high;
        }

        var sum = Vector.Sum(sums);
        for (; i < a.Length; i++)
        {
            sum += a[i] * b[i];
        }

        return sum;
    }
}
