namespace ActiveLearning.Grains.Training;

/// <summary>Whether a candidate takes the champion's place, and why.</summary>
/// <param name="Promote">Whether it does.</param>
/// <param name="Reason">One sentence for the audit trail.</param>
public sealed record GateDecision(bool Promote, string Reason);

/// <summary>
/// The gate: a candidate is promoted unless it is measurably worse. Candidate and champion decide the same items, and every class counts alike, as in macro-F1. The
/// items' differences are paired (as in McNemar's test, 1947); "worse" means that the candidate's error rate is higher by more than 1.645 standard errors, one-sided
/// 95%. Probabilities are not compared: they sharpen with every label, and a head that decides the same is no worse for being surer. With held-out items these
/// are the items; without, the labels themselves, each judged by a model that did not see it.
/// </summary>
public static class PromotionGate
{
    private const double OneSided95 = 1.645;

    /// <summary>Compares decisions on the same items.</summary>
    /// <param name="candidateRight">Whether the candidate decides each item rightly.</param>
    /// <param name="championRight">Whether the champion does.</param>
    /// <param name="actual">The items' classes.</param>
    /// <param name="weights">How much each item counts within its class; positive.</param>
    /// <param name="what">What the items are, for the reason.</param>
    public static GateDecision Compare(
        ReadOnlySpan<bool> candidateRight, ReadOnlySpan<bool> championRight, ReadOnlySpan<int> actual, ReadOnlySpan<double> weights, string what)
    {
        if (candidateRight.Length != championRight.Length || candidateRight.Length != actual.Length || candidateRight.Length != weights.Length)
        {
            throw new ArgumentException("The gate pairs items: all four have one length.", nameof(championRight));
        }

        var ofClass = new Dictionary<int, double>();
        for (var i = 0; i < actual.Length; i++)
        {
            ofClass[actual[i]] = ofClass.GetValueOrDefault(actual[i]) + weights[i];
        }

        double moreErrors = 0, variance = 0;
        for (var i = 0; i < actual.Length; i++)
        {
            if (candidateRight[i] != championRight[i])
            {
                var share = weights[i] / (ofClass[actual[i]] * ofClass.Count);
                moreErrors += candidateRight[i] ? -share : share;
                variance += share * share;
            }
        }

        var standardError = Math.Sqrt(variance);
        var worse = moreErrors > OneSided95 * standardError;
        return new GateDecision(
            !worse,
            FormattableString.Invariant($"{(worse ? "Kept back" : "Promoted")}: the balanced error rate differs by {moreErrors:+0.0000;-0.0000;0.0000} (standard error {standardError:0.0000}) on {actual.Length} {what}."));
    }
}
