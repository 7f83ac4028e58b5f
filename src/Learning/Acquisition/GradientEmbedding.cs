using System.Numerics.Tensors;
using ActiveLearning.Contracts;

namespace ActiveLearning.Learning.Acquisition;

/// <summary>
/// Items whose labels would move the head most and in different directions (BADGE: Ash et al., "Deep Batch Active Learning by Diverse, Uncertain Gradient Lower Bounds",
/// 2020): k-means++ over the gradients that each item's likeliest class would cause. Works on a random sample of the slice.
/// </summary>
public sealed class GradientEmbedding : IAcquisitionFunction
{
    private const int SampleSize = 2000;

    /// <inheritdoc/>
    public string Name => "gradientEmbedding";

    /// <inheritdoc/>
    public string TradeOff => "Weighs doubt against diversity by itself, best with large batches; its draw is noisy and slower than margin's.";

    /// <inheritdoc/>
    public IReadOnlyList<Candidate> Select(PoolView pool, int count, Random random)
    {
        ArgumentNullException.ThrowIfNull(pool);
        ArgumentNullException.ThrowIfNull(random);
        if (!pool.HasModel)
        {
            return Representative.BeforeFirstModel(pool, count, random);
        }

        var rows = EncodedRows.Sample(pool.Features, pool.Open.Span, Math.Max(SampleSize, count), random).FindAll(pool.IsScored);
        if (rows.Count == 0)
        {
            return new Margin().Select(pool, count, random);
        }

        // The gradient is (p − ŷ) ⊗ e: it is never formed, since both factors' inner products multiply.
        var residuals = new float[rows.Count * pool.Classes];
        var squares = new float[rows.Count];
        for (var i = 0; i < rows.Count; i++)
        {
            var residual = residuals.AsSpan(i * pool.Classes, pool.Classes);
            pool.ProbabilitiesOf(rows[i]).CopyTo(residual);
            residual[TensorPrimitives.IndexOfMax<float>(residual)] -= 1;
            squares[i] = TensorPrimitives.SumOfSquares<float>(residual) * pool.Features.EmbeddingDot(rows[i], rows[i]);
        }

        // The first item is the largest gradient; each next one is drawn by its squared distance to the nearest chosen one.
        var distances = (float[])squares.Clone();
        var next = TensorPrimitives.IndexOfMax<float>(distances);
        var value = float.PositiveInfinity;
        var chosen = new List<Candidate>(count);
        var taken = new bool[rows.Count];
        while (true)
        {
            value = Math.Min(value, distances[next]);
            taken[next] = true;
            chosen.Add(new Candidate(rows[next], value, LeaseReason.Disagreement, 0));
            if (chosen.Count == Math.Min(count, rows.Count))
            {
                return chosen;
            }

            for (var i = 0; i < rows.Count; i++)
            {
                var product = TensorPrimitives.Dot<float>(residuals.AsSpan(i * pool.Classes, pool.Classes), residuals.AsSpan(next * pool.Classes, pool.Classes));
                var distance = squares[i] + squares[next] - (2 * product * pool.Features.EmbeddingDot(rows[i], rows[next]));
                distances[i] = taken[i] ? 0 : Math.Min(distances[i], Math.Max(0, distance));
            }

            next = Draw(distances, taken, random);
        }
    }

    private static int Draw(float[] distances, bool[] taken, Random random)
    {
        var at = random.NextDouble() * TensorPrimitives.Sum<float>(distances);
        var last = -1;
        for (var i = 0; i < distances.Length; i++)
        {
            if (taken[i])
            {
                continue;
            }

            last = i;
            at -= distances[i];
            if (at < 0)
            {
                break;
            }
        }

        // When every item left repeats a chosen one, all distances are 0 and the last one does as well as any.
        return last;
    }
}
