using ActiveLearning.Contracts;

namespace ActiveLearning.Learning.Acquisition;

/// <summary>
/// What the uncertainty functions share (Lewis and Gale, "A Sequential Algorithm for Training Text Classifiers", 1994): each item has a doubt of its
/// own, the greatest come first, and before the first model items that stand for the pool go first.
/// </summary>
internal static class UncertaintySampling
{
    /// <summary>Selects by a doubt that depends on an item's probabilities alone.</summary>
    public static IReadOnlyList<Candidate> Select(PoolView pool, int count, Random random, LeaseReason reason, Func<ReadOnlySpan<float>, float> doubt)
    {
        if (!pool.HasModel)
        {
            return Representative.BeforeFirstModel(pool, count, random);
        }

        return [.. BestRows.OfScored(pool, count, random, doubt).Select(best => new Candidate(best.Row, best.Value, reason, 0))];
    }
}
