namespace ActiveLearning.Grains.Placement;

/// <summary>
/// Shares a project's partitions out evenly: of as many consecutive ones as there are silos, each silo gets one, so that no two silos differ by more than one. By hashes alone
/// the fullest of four silos would have 11 of 32 and the emptiest 5, and a project is encoded, and ranked anew, only when the fullest is done.
/// </summary>
/// <remarks>
/// Within such a group the strongest weight comes first, as in a stable marriage, so that most stay where they are when silos change: one that joins four moves 39 of 100 partitions (by
/// hashes alone 19), one that takes another's place among four moves 43 (40).
/// </remarks>
internal static class EvenShares
{
    /// <summary>The silo that a partition belongs on.</summary>
    /// <param name="partition">The partition's grain.</param>
    /// <param name="silos">Silos that are there; of two lives of one silo the newer counts.</param>
    public static SiloAddress OwnerOf(GrainId partition, IReadOnlyCollection<SiloAddress> silos)
    {
        var alive = silos.GroupBy(silo => silo.Endpoint).Select(lives => lives.MaxBy(silo => silo.Generation)!).ToArray();
        if (alive.Length == 0)
        {
            throw new OrleansException("There is no silo to place a partition on.");
        }

        var (projectId, number) = GrainKeys.ParseNumbered(partition.Key.ToString()!);
        var group = Enumerable.Range(number - (number % alive.Length), alive.Length).Select(n => GrainId.Create(partition.Type, GrainKeys.Partition(projectId, n))).ToArray();
        var taken = new HashSet<SiloAddress>();
        var placed = new HashSet<GrainId>();
        foreach (var (grain, silo) in group
            .SelectMany(grain => alive.Select(silo => (grain, silo)))
            .OrderByDescending(pair => ShareOfSilos.Weight(pair.grain, pair.silo)))
        {
            if (placed.Contains(grain) || !taken.Add(silo))
            {
                continue;
            }

            if (grain.Equals(partition))
            {
                return silo;
            }

            placed.Add(grain);
        }

        throw new InvalidOperationException($"{partition} is not one of its own group.");
    }
}
