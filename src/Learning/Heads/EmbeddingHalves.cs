using System.Numerics.Tensors;

namespace ActiveLearning.Learning.Heads;

/// <summary>
/// How the halves of an embedding count in the kernel: 2(1−s)·E₁E₁ᵀ + 2s·E₂E₂ᵀ, which is EEᵀ at s = ½. An embedding that was made of n-grams has halves of two kinds
/// (<see cref="Encoding.PoolLsa"/>), and texts differ in which of them says more.
/// </summary>
/// <param name="SecondShare">s, from 0 to ½.</param>
internal readonly record struct EmbeddingHalves(double SecondShare)
{
    /// <summary>Both as they are.</summary>
    public static EmbeddingHalves Even => new(HeadRecipe.EvenContextShare);

    private bool IsEven => SecondShare == HeadRecipe.EvenContextShare;

    private float OfFirst => (float)Math.Sqrt(2 * (1 - SecondShare));

    private float OfSecond => (float)Math.Sqrt(2 * SecondShare);

    /// <summary>The product of two embeddings.</summary>
    /// <param name="whole">The sum over all values.</param>
    /// <param name="second">The part of it that the second half has.</param>
    public double Product(float whole, float second) => IsEven ? whole : (2 * (1 - SecondShare) * (whole - second)) + (2 * SecondShare * second);

    /// <summary>Scales values, or weights of scaled values so that they apply to plain ones.</summary>
    public void Scale(Span<float> values)
    {
        if (!IsEven)
        {
            var first = values[..(values.Length / 2)];
            var second = values[(values.Length / 2)..];
            TensorPrimitives.Multiply(first, OfFirst, first);
            TensorPrimitives.Multiply(second, OfSecond, second);
        }
    }

    /// <summary>The other way round for weights; those of a half that does not count become 0.</summary>
    public void Unscale(Span<float> weights)
    {
        if (!IsEven)
        {
            var first = weights[..(weights.Length / 2)];
            var second = weights[(weights.Length / 2)..];
            TensorPrimitives.Multiply(first, 1 / OfFirst, first);
            TensorPrimitives.Multiply(second, OfSecond == 0 ? 0 : 1 / OfSecond, second);
        }
    }
}
