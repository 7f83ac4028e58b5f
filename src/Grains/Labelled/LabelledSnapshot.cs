using System.Collections.Immutable;

namespace ActiveLearning.Grains.Labelled;

/// <summary>The labelled items of a project as of one ledger number. Never changes.</summary>
/// <param name="UpTo">Ledger number up to which rows were read.</param>
/// <param name="Items">The items, in the order of their first label; an item that was undone and answered again stands at the end.</param>
/// <param name="ByClass">Items by class.</param>
/// <param name="Generation">Grows when an item left, changed its class, got another vector or became a twin of a held-out one, so that whoever only adds has to start over.</param>
public sealed record LabelledSnapshot(long UpTo, ImmutableList<LabelledItem> Items, int[] ByClass, int Generation)
{
    private ImmutableDictionary<int, LabelledItem> ByOrdinal { get; init; } = ImmutableDictionary<int, LabelledItem>.Empty;

    /// <summary>Without items.</summary>
    public static LabelledSnapshot Empty(int classes) => new(0, [], new int[classes], 0);

    /// <summary>The labelled item, or null.</summary>
    public LabelledItem? Find(int ordinal) => ByOrdinal.GetValueOrDefault(ordinal);

    /// <summary>
    /// Without near-duplicates of held-out items, since a model that had learned from them would be measured too well, and without those beyond as many as heads learn from.
    /// </summary>
    public LabelledSnapshot ForTraining() =>
        Items.Exists(item => item.IsTestTwin || !item.IsLearntFrom) ? Only(Items.RemoveAll(item => item.IsTestTwin || !item.IsLearntFrom)) : this;

    /// <summary>Without what was labelled, or changed, after a ledger number.</summary>
    public LabelledSnapshot Until(long sequence) => Only(Items.RemoveAll(item => item.Sequence > sequence));

    /// <summary>The first labelled items only, in the order of their first label.</summary>
    public LabelledSnapshot First(int count)
    {
        if (Items.Count <= count)
        {
            return this;
        }

        return Only(Items.GetRange(0, count));
    }

    /// <summary>With other items in the place of some, in the same order and of the same classes.</summary>
    internal LabelledSnapshot Replaced(Func<LabelledItem, LabelledItem> replace)
    {
        var items = Items.ConvertAll(item => replace(item));
        return this with { Items = items, Generation = Generation + 1, ByOrdinal = items.ToImmutableDictionary(item => item.Ordinal) };
    }

    private LabelledSnapshot Only(ImmutableList<LabelledItem> items)
    {
        var byClass = new int[ByClass.Length];
        foreach (var item in items)
        {
            byClass[item.Class]++;
        }

        return this with { Items = items, ByClass = byClass };
    }

    internal Builder ToBuilder(long upTo) => new(this, upTo);

    internal sealed class Builder(LabelledSnapshot from, long upTo)
    {
        private static readonly Comparer<LabelledItem> ByFirstRow = Comparer<LabelledItem>.Create((a, b) => a.Since.CompareTo(b.Since));

        private readonly ImmutableList<LabelledItem>.Builder _items = from.Items.ToBuilder();
        private readonly ImmutableDictionary<int, LabelledItem>.Builder _byOrdinal = from.ByOrdinal.ToBuilder();
        private readonly int[] _byClass = [.. from.ByClass];
        private int _generation = from.Generation;

        public void Put(LabelledItem item)
        {
            if (!_byOrdinal.TryGetValue(item.Ordinal, out var known))
            {
                _items.Add(item);
            }
            else
            {
                _items[PlaceOf(known)] = item;
                _byClass[known.Class]--;
                _generation += known.Class == item.Class && known.IsTestTwin == item.IsTestTwin ? 0 : 1;
            }

            _byClass[item.Class]++;
            _byOrdinal[item.Ordinal] = item;
        }

        public void Remove(int ordinal)
        {
            if (_byOrdinal.TryGetValue(ordinal, out var known))
            {
                _items.RemoveAt(PlaceOf(known));
                _byClass[known.Class]--;
                _byOrdinal.Remove(ordinal);
                _generation++;
            }
        }

        public LabelledSnapshot Build() => new(upTo, _items.ToImmutable(), [.. _byClass], _generation) { ByOrdinal = _byOrdinal.ToImmutable() };

        // Items stand in the order of the rows they came with.
        private int PlaceOf(LabelledItem item) => _items.BinarySearch(item, ByFirstRow);
    }
}
