using ActiveLearning.Learning.Features;

namespace ActiveLearning.Learning.Coverage;

/// <summary>
/// Counts the rows of a slice that lie within δ of a labelled item. Each label costs one pass over the rows that are not covered yet, each new row one
/// over the labels; nothing is ever counted anew. One user at a time.
/// </summary>
public sealed class CoverageTracker
{
    private readonly FeatureBlock _block;
    private readonly float _leastCosine;
    private readonly List<(sbyte[] Codes, float Scale)> _labelled = [];
    private readonly List<int> _uncovered = [];
    private readonly List<int> _unencoded = [];
    private int _seen;

    /// <summary>Starts without labels; call <see cref="RowsAdded"/> for the rows that the block has.</summary>
    /// <param name="block">The slice.</param>
    /// <param name="delta">Radius as a cosine distance, see <see cref="BallCoverage.ChooseDelta"/>.</param>
    public CoverageTracker(FeatureBlock block, float delta)
    {
        ArgumentNullException.ThrowIfNull(block);
        _block = block;
        Delta = delta;
        _leastCosine = 1 - delta;
    }

    /// <summary>The radius, a cosine distance.</summary>
    public float Delta { get; }

    /// <summary>Rows that lie within δ of a labelled item of any slice.</summary>
    public int Covered => Encoded - _uncovered.Count;

    /// <summary>Rows that have an embedding, which is what <see cref="Covered"/> is a part of.</summary>
    public int Encoded { get; private set; }

    /// <summary>Tells of a labelled item, of this slice or another.</summary>
    /// <param name="features">Its features, of which the embedding counts; one of zeros covers nothing.</param>
    public void AddLabelled(TextFeatures features)
    {
        ArgumentNullException.ThrowIfNull(features);
        if (!features.HasPlace)
        {
            return;
        }

        // Shared with the features: a slice of its own for each label and partition would cost as much as the text.
        var (codes, scale) = (features.Packed.Codes, features.Packed.Scale);

        _labelled.Add((codes, scale));
        var kept = 0;
        for (var i = 0; i < _uncovered.Count; i++)
        {
            if (_block.EmbeddingDot(_uncovered[i], codes, scale) < _leastCosine)
            {
                _uncovered[kept++] = _uncovered[i];
            }
        }

        _uncovered.RemoveRange(kept, _uncovered.Count - kept);
        Trim(_uncovered);
    }

    /// <summary>Rows that no labelled item covers: what the next label is compared with.</summary>
    public int Uncovered => _uncovered.Count;

    /// <summary>Looks at rows that were added or encoded since the last call.</summary>
    /// <param name="comparisons">After about so many comparisons it stops.</param>
    /// <returns>Whether it has looked at all of them.</returns>
    public bool RowsAdded(int comparisons = int.MaxValue)
    {
        for (; _seen < _block.Count; _seen++)
        {
            _unencoded.Add(_seen);
        }

        var waiting = 0;
        var next = 0;
        for (; next < _unencoded.Count && comparisons > 0; next++)
        {
            var row = _unencoded[next];
            if (!_block.HasEmbedding(row))
            {
                _unencoded[waiting++] = row;
                continue;
            }

            Encoded++;
            comparisons -= 1 + _labelled.Count;
            if (!IsCovered(row))
            {
                _uncovered.Add(row);
            }
        }

        var isAll = next == _unencoded.Count;
        _unencoded.RemoveRange(waiting, next - waiting);
        Trim(_unencoded);
        return isAll;
    }

    // A list that has emptied keeps its memory otherwise, four bytes for every item of the pool.
    private static void Trim(List<int> rows)
    {
        if (rows.Count < rows.Capacity / 2)
        {
            rows.Capacity = rows.Count + (rows.Count / 8);
        }
    }

    private bool IsCovered(int row)
    {
        foreach (var (codes, scale) in _labelled)
        {
            if (_block.EmbeddingDot(row, codes, scale) >= _leastCosine)
            {
                return true;
            }
        }

        return false;
    }
}
