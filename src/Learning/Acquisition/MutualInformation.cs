namespace ActiveLearning.Learning.Acquisition;

/// <summary>
/// Items about which a bootstrap committee would learn most from the answer (BALD: Houlsby et al., "Bayesian Active Learning for Classification and Preference Learning", 2011): the
/// members are each sure and contradict one another. An item that is a toss-up to every member gets nothing.
/// </summary>
public sealed class MutualInformation : IAcquisitionFunction
{
    /// <inheritdoc/>
    public string Name => "bald";

    /// <inheritdoc/>
    public string TradeOff => "Tells what more labels would settle from what is a toss-up whoever answers, which helps with noisy answers; each fit pays for a committee.";

    /// <inheritdoc/>
    public bool AsksCommittee => true;

    /// <inheritdoc/>
    public IReadOnlyList<Candidate> Select(PoolView pool, int count, Random random) =>
        CommitteeSampling.Select(pool, count, random, opinion => opinion.MutualInformation);
}
