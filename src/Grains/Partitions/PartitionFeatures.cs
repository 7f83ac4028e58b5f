using ActiveLearning.Contracts;
using ActiveLearning.Learning.Features;

namespace ActiveLearning.Grains.Partitions;

/// <summary>
/// Features of a partition's items, pool and held-out items apart. Rows of the pool block are the rows of <see cref="PoolRows"/>; texts are turned into n-grams as
/// they are read and are not kept.
/// </summary>
public sealed class PartitionFeatures(int dimensions)
{
    // Several fronts; whoever is asked for a whole large one begins anew.
    private const int SketchesKept = 4_096;

    private readonly Dictionary<int, ulong> _sketches = [];
    private readonly List<int> _testOrdinals = [];
    private readonly List<int> _testGold = [];
    private readonly List<TextScript> _testScripts = [];

    /// <summary>Features of pool items, by row.</summary>
    public FeatureBlock Pool { get; } = new(dimensions);

    /// <summary>Features of held-out items.</summary>
    public FeatureBlock Test { get; } = new(dimensions);

    /// <summary>Ordinals of the held-out items, ascending.</summary>
    public IReadOnlyList<int> TestOrdinals => _testOrdinals;

    /// <summary>Known classes of the held-out items.</summary>
    public IReadOnlyList<int> TestGold => _testGold;

    /// <summary>Scripts of the held-out items.</summary>
    public IReadOnlyList<TextScript> TestScripts => _testScripts;

    /// <summary>Near-duplicate sketch of a pool row; 0 until its text was read. Few rows are ever asked for, those again and again, so only these are kept.</summary>
    public ulong SketchOf(int row)
    {
        if (row >= Pool.Count)
        {
            return 0;
        }

        if (!_sketches.TryGetValue(row, out var sketch) && (sketch = SimHash.Of(Pool.Ngrams(row))) != 0)
        {
            if (_sketches.Count == SketchesKept)
            {
                _sketches.Clear();
            }

            _sketches.Add(row, sketch);
        }

        return sketch;
    }

    /// <summary>Appends the next pool row.</summary>
    public void AddPool(NgramVector ngrams) => Pool.Add(ngrams);

    /// <summary>Appends a held-out item.</summary>
    public void AddTest(int ordinal, int gold, TextScript script, NgramVector ngrams)
    {
        Test.Add(ngrams);
        _testOrdinals.Add(ordinal);
        _testGold.Add(gold);
        _testScripts.Add(script);
    }

    /// <summary>Row of a held-out item, or -1.</summary>
    public int TestRowOf(int ordinal)
    {
        var row = _testOrdinals.BinarySearch(ordinal);
        return row < 0 ? -1 : row;
    }
}
