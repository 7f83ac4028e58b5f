namespace ActiveLearning.Learning.Committee;

/// <summary>How far the members of a committee are apart about one item.</summary>
/// <param name="MutualInformation">
/// BALD: entropy of the members' mean minus the mean of their entropies, in nats. 0 when all say the same, however unsure each is; at most ln(classes).
/// </param>
/// <param name="VoteEntropy">Entropy of the members' votes for their likeliest class, in nats. 0 when all vote alike; at most ln(members) and ln(classes).</param>
public readonly record struct CommitteeOpinion(float MutualInformation, float VoteEntropy)
{
    /// <summary>Sums up what the members say.</summary>
    /// <param name="probabilities">[members × classes], each member's in [0, 1] and summing to 1.</param>
    /// <param name="classes">Number of classes, at least 1.</param>
    /// <exception cref="ArgumentException">The span does not hold whole members, or none.</exception>
    public static CommitteeOpinion Of(ReadOnlySpan<float> probabilities, int classes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 1);
        if (probabilities.IsEmpty || probabilities.Length % classes != 0)
        {
            throw new ArgumentException("A committee has a member at least, and each gives every class a probability.", nameof(probabilities));
        }

        var members = probabilities.Length / classes;
        Span<double> mean = stackalloc double[classes];
        Span<double> votes = stackalloc double[classes];
        mean.Clear();
        votes.Clear();
        var ofMembers = 0.0;
        for (var m = 0; m < members; m++)
        {
            var member = probabilities.Slice(m * classes, classes);
            var likeliest = 0;
            for (var k = 0; k < classes; k++)
            {
                mean[k] += member[k] / members;
                ofMembers += Nats(member[k]) / members;
                likeliest = member[k] > member[likeliest] ? k : likeliest;
            }

            votes[likeliest] += 1.0 / members;
        }

        double ofMean = 0, ofVotes = 0;
        for (var k = 0; k < classes; k++)
        {
            ofMean += Nats(mean[k]);
            ofVotes += Nats(votes[k]);
        }

        // Rounding may leave a hair below 0.
        return new CommitteeOpinion((float)Math.Max(0, ofMean - ofMembers), (float)Math.Max(0, ofVotes));
    }

    // lim p→0 of −p·ln p is 0; computing it directly would give NaN.
    private static double Nats(double p) => p > 0 ? -p * Math.Log(p) : 0;
}
