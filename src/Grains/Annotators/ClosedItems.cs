namespace ActiveLearning.Grains.Annotators;

/// <summary>
/// The items that one annotator has answered or skipped and that are not settled yet, so that they are not offered again. The ledger has the last word: what is missing here costs
/// a refused grant, after which it is here again.
/// </summary>
public sealed class ClosedItems
{
    /// <summary>Items that are remembered, 32 KB with each request for more; beyond it the oldest is forgotten.</summary>
    public const int Most = 8_192;

    /// <summary>Items added after which the ledger is asked again which of them are settled by now.</summary>
    public const int AddedBeforeReading = 64;

    private readonly LinkedList<int> _newestFirst = new();
    private readonly Dictionary<int, LinkedListNode<int>> _nodes = [];
    private int _added;

    /// <summary>The items, newest first.</summary>
    public IReadOnlyCollection<int> All => _newestFirst;

    /// <summary>Whether so many were added that reading anew will drop some.</summary>
    public bool IsDue => _added >= AddedBeforeReading;

    /// <summary>Adds an item as the newest.</summary>
    public void Add(int ordinal)
    {
        Remove(ordinal);
        _nodes[ordinal] = _newestFirst.AddFirst(ordinal);
        _added++;
        if (_nodes.Count > Most)
        {
            Remove(_newestFirst.Last!.Value);
        }
    }

    /// <summary>Forgets an item: it may be offered again.</summary>
    public void Remove(int ordinal)
    {
        if (_nodes.Remove(ordinal, out var node))
        {
            _newestFirst.Remove(node);
        }
    }

    /// <summary>Replaces everything by what the ledger says.</summary>
    /// <param name="newestFirst">Unsettled items that the annotator has answered or skipped.</param>
    public void Replace(IReadOnlyList<int> newestFirst)
    {
        ArgumentNullException.ThrowIfNull(newestFirst);
        _newestFirst.Clear();
        _nodes.Clear();
        foreach (var ordinal in newestFirst.Take(Most))
        {
            _nodes[ordinal] = _newestFirst.AddLast(ordinal);
        }

        _added = 0;
    }
}
