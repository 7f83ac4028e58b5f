namespace ActiveLearning.Grains.Routing;

/// <summary>
/// What a router handed out and has not told partitions yet. Told when it takes more, or together every few seconds, since each word to another silo costs about as much as a label; until then an
/// item is still set aside for the router that took it.
/// </summary>
/// <param name="partitions">How many partitions there are.</param>
public sealed class HandedOut(int partitions)
{
    private readonly HashSet<int>[] _untold = [.. Enumerable.Range(0, partitions).Select(_ => new HashSet<int>())];

    /// <summary>Notes that a partition's item went to somebody.</summary>
    public void Add(int partition, int ordinal) => _untold[partition].Add(ordinal);

    /// <summary>Nobody has the item after all.</summary>
    public void Remove(int ordinal)
    {
        foreach (var ordinals in _untold)
        {
            ordinals.Remove(ordinal);
        }
    }

    /// <summary>What to tell a partition now; the next call does not name it again.</summary>
    public int[] TakeUntold(int partition)
    {
        int[] ordinals = [.. _untold[partition]];
        _untold[partition].Clear();
        return ordinals;
    }
}
