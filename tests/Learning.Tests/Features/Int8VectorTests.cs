using System.Numerics.Tensors;
using ActiveLearning.Learning.Features;
using CsCheck;

namespace ActiveLearning.Learning.Tests.Features;

public sealed class Int8VectorTests
{
    private static readonly Gen<float[]> Vectors = Gen.Float[-1, 1].Array[0, 200];

    [Fact]
    public void A_value_is_off_by_at_most_half_a_scale_and_the_largest_is_kept()
    {
        Vectors.Sample(values =>
        {
            var codes = new sbyte[values.Length];
            var restored = new float[values.Length];

            var scale = Int8Vector.Quantise(values, codes);
            Int8Vector.Restore(codes, scale, restored);

            var largest = values.Select(Math.Abs).DefaultIfEmpty().Max();
            Assert.InRange(scale - (largest / 127), -1e-9f, 1e-9f);
            Assert.Equal(values, restored, (a, b) => Math.Abs(a - b) <= (scale * 0.5001f) + Int8Vector.Smallest);
        });
    }

    [Theory]
    [InlineData(float.Epsilon)]
    [InlineData(1.16499369E-37f)]
    [InlineData(-Int8Vector.Smallest)]
    public void A_vector_of_next_to_nothing_counts_as_zeros(float value)
    {
        sbyte[] codes = [1, 1];

        Assert.Equal(0, Int8Vector.Quantise([value, 0], codes));
        Assert.Equal([0, 0], codes);
    }

    [Fact]
    public void Values_just_above_the_smallest_keep_their_digits()
    {
        var codes = new sbyte[2];

        var scale = Int8Vector.Quantise([2e-30f, -1e-30f], codes);

        Assert.Equal([127, -64], codes);
        Assert.InRange(scale * 127, 1.9999e-30f, 2.0001e-30f);
    }

    [Fact]
    public void What_was_restored_quantises_to_the_same_codes()
    {
        Vectors.Sample(values =>
        {
            var codes = new sbyte[values.Length];
            var restored = new float[values.Length];
            Int8Vector.Restore(codes, Int8Vector.Quantise(values, codes), restored);

            var again = new sbyte[values.Length];
            Int8Vector.Quantise(restored, again);

            Assert.Equal(codes, again);
        });
    }

    [Fact]
    public void The_inner_product_of_codes_is_exact_at_any_length()
    {
        Gen.Select(Gen.SByte[-127, 127].Array[0, 700], Gen.Int[0, 1_000]).Sample((a, seed) =>
        {
            var b = new sbyte[a.Length];
            var random = new Random(seed);
            for (var i = 0; i < b.Length; i++)
            {
                // The extremes would overflow first.
                b[i] = random.Next(3) == 0 ? (sbyte)random.Next(-127, 128) : a[i] < 0 ? (sbyte)-127 : (sbyte)127;
            }

            Assert.Equal(a.Zip(b, (x, y) => x * y).Sum(), Int8Vector.Dot(a, b));
        });
    }

    [Fact]
    public void Inner_products_of_unit_vectors_of_512_values_are_off_by_less_than_a_hundredth()
    {
        Gen.Int[0, 10_000].Sample(seed =>
        {
            var random = new Random(seed);
            float[] a = Unit(random), b = Unit(random);
            sbyte[] codesA = new sbyte[512], codesB = new sbyte[512];
            var scales = Int8Vector.Quantise(a, codesA) * Int8Vector.Quantise(b, codesB);

            Assert.InRange((Int8Vector.Dot(codesA, codesB) * scales) - TensorPrimitives.Dot<float>(a, b), -0.01f, 0.01f);
        });
    }

    [Fact]
    public void A_value_that_is_not_finite_is_refused()
    {
        Assert.Throws<ArgumentException>(() => Int8Vector.Quantise([1, float.NaN], new sbyte[2]));
        Assert.Throws<ArgumentException>(() => Int8Vector.Quantise([1, float.PositiveInfinity], new sbyte[2]));
    }

    private static float[] Unit(Random random)
    {
        var values = new float[512];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = (float)(random.NextDouble() - 0.5);
        }

        TensorPrimitives.Divide(values, TensorPrimitives.Norm<float>(values), values);
        return values;
    }
}
