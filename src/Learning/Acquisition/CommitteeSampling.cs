using ActiveLearning.Contracts;
using ActiveLearning.Learning.Committee;

namespace ActiveLearning.Learning.Acquisition;

/// <summary>
/// What the committee functions share (Seung, Opper and Sompolinsky, "Query by Committee", 1992): the greatest disagreement first. Before the first model the representative items stand
/// in; while the model in force has no committee (the strategy was chosen a moment ago), margin does.
/// </summary>
internal static class CommitteeSampling
{
    /// <summary>Selects by a value of an item's opinion.</summary>
    public static IReadOnlyList<Candidate> Select(PoolView pool, int count, Random random, Func<CommitteeOpinion, float> disagreement)
    {
        ArgumentNullException.ThrowIfNull(pool);
        ArgumentNullException.ThrowIfNull(random);
        if (!pool.HasModel)
        {
            return Representative.BeforeFirstModel(pool, count, random);
        }

        if (pool.Opinions.Length == 0)
        {
            return new Margin().Select(pool, count, random);
        }

        var best = BestRows.Of(pool, count, random, row => row < pool.Opinions.Length ? disagreement(pool.Opinions[row]) : float.NaN);
        return [.. best.Select(item => new Candidate(item.Row, item.Value, LeaseReason.Disagreement, 0))];
    }
}
