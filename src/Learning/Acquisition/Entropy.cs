using ActiveLearning.Contracts;

namespace ActiveLearning.Learning.Acquisition;

/// <summary>Items whose predicted class distribution has the greatest Shannon entropy (Dagan and Engelson, "Committee-Based Sampling", 1995).</summary>
public sealed class Entropy : IAcquisitionFunction
{
    /// <inheritdoc/>
    public string Name => "entropy";

    /// <inheritdoc/>
    public string TradeOff => "Looks at all classes at once; with many classes or skew it chases hopeless items and loses to random.";

    /// <summary>Returns the entropy in nats: 0 when one class is certain, ln(n) when n classes tie.</summary>
    public static float Doubt(ReadOnlySpan<float> probabilities)
    {
        var nats = 0f;
        foreach (var p in probabilities)
        {
            // lim p→0 of p·ln p is 0; computing it directly would give NaN.
            nats -= p > 0 ? p * MathF.Log(p) : 0;
        }

        return nats;
    }

    /// <inheritdoc/>
    public IReadOnlyList<Candidate> Select(PoolView pool, int count, Random random) =>
        UncertaintySampling.Select(pool, count, random, LeaseReason.Entropy, Doubt);
}
