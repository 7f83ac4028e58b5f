using System.Collections.Immutable;
using ActiveLearning.Learning.Coverage;
using ActiveLearning.Learning.Features;

namespace ActiveLearning.Grains.Labelled;

/// <summary>
/// The labelled items of a project as of one ledger number: those that heads may learn from, and the places of all. Beyond as many as heads learn from a place is all that is kept, since memory
/// would grow with every label otherwise. Never changes.
/// </summary>
/// <param name="UpTo">Ledger number up to which rows were read.</param>
/// <param name="Items">The items that heads may learn from, in the order of their first label; an item that was undone and answered again stands at the end.</param>
/// <param name="Places">Where all of them lie, in the same order.</param>
/// <param name="ByClass">All of them by class.</param>
/// <param name="Generation">Grows when an item left, changed its class, got another vector or became a twin of a held-out one, so that whoever only adds has to start over.</param>
public sealed record LabelledSnapshot(long UpTo, ImmutableList<LabelledItem> Items, LabelledPlaces Places, int[] ByClass, int Generation)
{
    private ImmutableDictionary<int, LabelledItem> ByOrdinal { get; init; } = ImmutableDictionary<int, LabelledItem>.Empty;

    /// <summary>Without items.</summary>
    public static LabelledSnapshot Empty(int classes) => new(0, [], LabelledPlaces.None, new int[classes], 0);

    /// <summary>The labelled item, or null where no head may learn from it.</summary>
    public LabelledItem? Find(int ordinal) => ByOrdinal.GetValueOrDefault(ordinal);

    /// <summary>Without near-duplicates of held-out items, since a model that had learned from them would be measured too well.</summary>
    public LabelledSnapshot ForTraining() => Items.Exists(item => item.IsTestTwin) ? Only(Items.RemoveAll(item => item.IsTestTwin)) : this;

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

    /// <summary>With other features for some.</summary>
    /// <param name="features">Features of items that heads may learn from.</param>
    /// <param name="beyond">Places of others.</param>
    internal LabelledSnapshot Replaced(IReadOnlyDictionary<int, TextFeatures> features, IReadOnlyDictionary<int, LabelledPlace> beyond)
    {
        var items = Items.ConvertAll(item => features.TryGetValue(item.Ordinal, out var found) ? item with { Features = found } : item);
        var places = Places.Replaced(place => features.TryGetValue(place.Ordinal, out var found) ? LabelledPlace.Of(place.Ordinal, found) : beyond.GetValueOrDefault(place.Ordinal, place));
        return this with { Items = items, Places = places, Generation = Generation + 1, ByOrdinal = items.ToImmutableDictionary(item => item.Ordinal) };
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
        private readonly List<LabelledPlace> _added = [];
        private readonly HashSet<int> _removed = [];
        private int _generation = from.Generation;

        /// <summary>Adds an item that heads may learn from, or what it is now.</summary>
        public void Put(LabelledItem item)
        {
            if (!_byOrdinal.TryGetValue(item.Ordinal, out var known))
            {
                _items.Add(item);
                Add(LabelledPlace.Of(item.Ordinal, item.Features), item.Class);
            }
            else
            {
                _items[PlaceOf(known)] = item;
                Reclassify(known.Class, item.Class);
                _generation += known.Class == item.Class && known.IsTestTwin == item.IsTestTwin ? 0 : 1;
            }

            _byOrdinal[item.Ordinal] = item;
        }

        /// <summary>Adds an item that no head is to learn from.</summary>
        public void Add(LabelledPlace place, int itsClass)
        {
            _added.Add(place);
            _byClass[itsClass]++;
        }

        /// <summary>Counts an item that is in the snapshot for another class than before.</summary>
        public void Reclassify(int before, int now)
        {
            _byClass[before]--;
            _byClass[now]++;
        }

        /// <summary>Takes an item out that was in the snapshot.</summary>
        public void Remove(int ordinal, int itsClass)
        {
            if (_byOrdinal.Remove(ordinal, out var known))
            {
                _items.RemoveAt(PlaceOf(known));
            }

            _removed.Add(ordinal);
            _byClass[itsClass]--;
            _generation++;
        }

        public LabelledSnapshot Build()
        {
            var kept = _removed.Count == 0 ? from.Places : from.Places.Replaced(place => _removed.Contains(place.Ordinal) ? null : place);
            return new(upTo, _items.ToImmutable(), kept.With(_added), [.. _byClass], _generation) { ByOrdinal = _byOrdinal.ToImmutable() };
        }

        // Items stand in the order of the rows they came with.
        private int PlaceOf(LabelledItem item) => _items.BinarySearch(item, ByFirstRow);
    }
}
