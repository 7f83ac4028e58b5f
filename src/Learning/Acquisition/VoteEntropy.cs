namespace ActiveLearning.Learning.Acquisition;

/// <summary>
/// Items over which a bootstrap committee's votes are split most evenly (query by committee; Dagan and Engelson, "Committee-Based Sampling for Training Probabilistic
/// Classifiers", 1995). Votes take few values, so the mutual information decides between items with the same split.
/// </summary>
public sealed class VoteEntropy : IAcquisitionFunction
{
    // Smaller than the least difference between two splits of eight votes, 0.03 nats, even at the greatest mutual information, ln 50.
    private const float TieBreak = 0.005f;

    /// <inheritdoc/>
    public string Name => "voteEntropy";

    /// <inheritdoc/>
    public string TradeOff => "Looks only at which class each member of a committee would answer, so badly scaled probabilities don't matter; coarse, and each fit pays for a committee.";

    /// <inheritdoc/>
    public bool AsksCommittee => true;

    /// <inheritdoc/>
    public IReadOnlyList<Candidate> Select(PoolView pool, int count, Random random) =>
        CommitteeSampling.Select(pool, count, random, opinion => opinion.VoteEntropy + (TieBreak * opinion.MutualInformation));
}
