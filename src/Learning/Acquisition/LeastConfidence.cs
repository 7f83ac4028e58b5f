using System.Numerics.Tensors;
using ActiveLearning.Contracts;

namespace ActiveLearning.Learning.Acquisition;

/// <summary>Items whose likeliest class is least likely (Lewis and Gale, 1994).</summary>
public sealed class LeastConfidence : IAcquisitionFunction
{
    /// <inheritdoc/>
    public string Name => "leastConfidence";

    /// <inheritdoc/>
    public string TradeOff => "As margin with two classes; with more it is drawn to items that fit no class and loses to random on skewed sets.";

    /// <summary>Returns 1 minus the greatest probability.</summary>
    public static float Doubt(ReadOnlySpan<float> probabilities) => 1 - TensorPrimitives.Max(probabilities);

    /// <inheritdoc/>
    public IReadOnlyList<Candidate> Select(PoolView pool, int count, Random random) =>
        UncertaintySampling.Select(pool, count, random, LeaseReason.LeastConfidence, Doubt);
}
