using ActiveLearning.Contracts;

namespace ActiveLearning.Learning.Acquisition;

/// <summary>
/// Items whose two likeliest classes are nearly tied (Scheffer et al., "Active Hidden Markov Models for Information Extraction", 2001).
/// </summary>
public sealed class Margin : IAcquisitionFunction
{
    /// <inheritdoc/>
    public string Name => "margin";

    /// <inheritdoc/>
    public string TradeOff => "The strongest of the simple doubts, also with many classes; may hand out items that are alike.";

    /// <summary>Returns 1 minus the difference of the two greatest probabilities: 1 for a tie, 0 for certainty.</summary>
    public static float Doubt(ReadOnlySpan<float> probabilities)
    {
        float first = 0, second = 0;
        foreach (var p in probabilities)
        {
            if (p > first)
            {
                second = first;
                first = p;
            }
            else if (p > second)
            {
                second = p;
            }
        }

        return 1 - (first - second);
    }

    /// <inheritdoc/>
    public Trail? Follows(PoolView pool) => pool.HasModel ? new Trail(null) : null;

    /// <inheritdoc/>
    public IReadOnlyList<Candidate> Select(PoolView pool, int count, Random random) =>
        UncertaintySampling.Select(pool, count, random, LeaseReason.Margin, Doubt);
}
