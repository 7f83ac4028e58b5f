namespace ActiveLearning.Learning.NearDuplicates;

/// <summary>Two items whose texts are close.</summary>
/// <param name="Item">The later one.</param>
/// <param name="Other">The earlier one.</param>
public readonly record struct ClosePair(int Item, int Other);

/// <summary>
/// Finds the near-duplicates of items that come one after another. As long as no bucket of the index is full, "in one group" is the transitive closure of "share a band
/// and are close" (<see cref="MinHashBands"/>, <see cref="CloseTexts"/>): an equivalence that does not depend on the order in which items come. Keeps band hashes and
/// no texts: about 150 bytes an item.
/// </summary>
public sealed class NearDuplicateFinder
{
    private readonly BandIndex index = new();
    private readonly DisjointSets groups = new();
    private readonly HashSet<int> heldOut = [];
    private readonly HashSet<int> apart = [];

    /// <summary>Enters an item.</summary>
    /// <param name="item">Its number.</param>
    /// <param name="isHeldOut">Whether it is held out: such an item is nobody's group, but its twins are found.</param>
    /// <param name="bands">Its <see cref="MinHashBands"/>.</param>
    /// <returns>Earlier items whose texts have to be compared with this one's.</returns>
    public IReadOnlyList<ClosePair> Enter(int item, bool isHeldOut, ReadOnlySpan<ulong> bands)
    {
        var sharing = new HashSet<int>();
        index.Add(item, bands, sharing);
        if (isHeldOut)
        {
            heldOut.Add(item);
        }

        return [.. sharing.Where(other => MayMatter(item, other)).Order().Select(other => new ClosePair(item, other))];
    }

    /// <summary>Notes that two pool items are known to belong together.</summary>
    public void Join(int a, int b) => groups.Join(a, b);

    /// <summary>Notes that an owner took an item out of its group: it joins no other, but held-out twins of it are still found.</summary>
    public void KeepApart(int item) => apart.Add(item);

    /// <summary>Compares candidates and keeps those pairs that are close and say something new: two groups become one, or a held-out item has a twin.</summary>
    /// <param name="candidates">From <see cref="Enter"/>, in that order.</param>
    /// <param name="textOf">Normal form of an item.</param>
    public IReadOnlyList<ClosePair> Confirm(IEnumerable<ClosePair> candidates, Func<int, NormalText> textOf)
    {
        ArgumentNullException.ThrowIfNull(candidates);
        ArgumentNullException.ThrowIfNull(textOf);
        var close = new List<ClosePair>();
        foreach (var pair in candidates)
        {
            if (!MayMatter(pair.Item, pair.Other) || !CloseTexts.AreClose(textOf(pair.Item), textOf(pair.Other)))
            {
                continue;
            }

            close.Add(pair);
            if (!heldOut.Contains(pair.Item) && !heldOut.Contains(pair.Other))
            {
                groups.Join(pair.Item, pair.Other);
            }
        }

        return close;
    }

    private bool MayMatter(int a, int b) => (heldOut.Contains(a), heldOut.Contains(b)) switch
    {
        (true, true) => false,
        (false, false) => !apart.Contains(a) && !apart.Contains(b) && !groups.AreTogether(a, b),
        _ => true,
    };
}
