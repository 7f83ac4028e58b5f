using System.Numerics.Tensors;
using ActiveLearning.Learning.Features;

namespace ActiveLearning.Benchmarks.Pools;

/// <summary>
/// Items drawn around real ones: the embedding lies between two real ones, nearer the first; the n-grams are most of the first's and some of the second's. The same
/// number always gives the same item.
/// </summary>
/// <param name="real">What they are drawn around.</param>
/// <param name="mostNgrams">N-grams an item at most.</param>
public sealed class DrawnItems(RealPool real, int mostNgrams)
{
    private const float Nearer = 0.8f;
    private const float Farther = 0.6f;
    private const int KeptOfEight = 7;

    private readonly float[] _other = new float[real.Dimensions];

    /// <summary>Draws an item.</summary>
    /// <param name="number">Which one.</param>
    /// <param name="embedding">Receives its embedding, of length 1.</param>
    public NgramVector Draw(int number, Span<float> embedding)
    {
        var hash = Mix((ulong)number + 1);
        var (first, second) = Sources(number, real.Count);
        TensorPrimitives.Multiply(real.Embedding(first), Nearer, embedding);
        TensorPrimitives.Multiply(real.Embedding(second), Farther, _other);
        TensorPrimitives.Add(embedding, _other, embedding);
        var length = TensorPrimitives.Norm<float>(embedding);
        TensorPrimitives.Multiply(embedding, length > 0 ? 1 / length : 0, embedding);
        return Ngrams(real.Ngrams[first], real.Ngrams[second], hash);
    }

    /// <summary>The two real items that an item is drawn around.</summary>
    public static (int Nearer, int Farther) Sources(int number, int count)
    {
        var hash = Mix((ulong)number + 1);
        return ((int)(hash % (ulong)count), (int)((hash >> 32) % (ulong)count));
    }

    private NgramVector Ngrams(NgramVector nearer, NgramVector farther, ulong hash)
    {
        var drawn = new SortedDictionary<int, float>();
        var kept = Math.Min(mostNgrams, nearer.Columns.Length);
        for (var i = 0; i < kept; i++)
        {
            // Seven of eight are the first's own; where one is dropped, the second's stands in.
            var own = (int)((hash >> (i % 61)) & 7) < KeptOfEight || i >= farther.Columns.Length;
            var from = own ? nearer : farther;
            drawn[from.Columns[i]] = from.Weights[i];
        }

        return new NgramVector([.. drawn.Keys], [.. drawn.Values]);
    }

    private static ulong Mix(ulong x)
    {
        x = (x + 0x9E3779B97F4A7C15) * 0xBF58476D1CE4E5B9;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
        return x ^ (x >> 31);
    }
}
