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
    private readonly List<int> _uncovered = [];
    private readonly List<int> _unencoded = [];
    private LabelledPlaces _labelled = LabelledPlaces.None;
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

    /// <summary>Labelled items, of this slice or another, that it has looked at.</summary>
    public int Labelled { get; private set; }

    /// <summary>Rows that no labelled item covers: what the next label is compared with.</summary>
    public int Uncovered => _uncovered.Count;

    /// <summary>Looks at labelled items that were added since the last call.</summary>
    /// <param name="labelled">All of them; those that were looked at before stand where they stood.</param>
    /// <param name="comparisons">After about so many comparisons it stops.</param>
    /// <returns>Whether it has looked at all of them.</returns>
    public bool LabelsAdded(LabelledPlaces labelled, int comparisons = int.MaxValue)
    {
        ArgumentNullException.ThrowIfNull(labelled);
        _labelled = labelled;
        for (; Labelled < labelled.Count && comparisons > 0; Labelled++)
        {
            comparisons -= 1 + Uncovered;
            Cover(labelled[Labelled]);
        }

        return Labelled == labelled.Count;
    }

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
            comparisons -= 1 + Labelled;
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

    private void Cover(LabelledPlace place)
    {
        if (place.Scale == 0)
        {
            return;
        }

        var kept = 0;
        var codes = place.Codes.Span;
        for (var i = 0; i < _uncovered.Count; i++)
        {
            if (!IsNear(_uncovered[i], codes, place.Scale))
            {
                _uncovered[kept++] = _uncovered[i];
            }
        }

        _uncovered.RemoveRange(kept, _uncovered.Count - kept);
        Trim(_uncovered);
    }

    private bool IsCovered(int row)
    {
        for (var i = 0; i < Labelled; i++)
        {
            if (_labelled[i] is { Scale: not 0 } place && IsNear(row, place.Codes.Span, place.Scale))
            {
                return true;
            }
        }

        return false;
    }

    private bool IsNear(int row, ReadOnlySpan<sbyte> codes, float scale) => _block.EmbeddingDot(row, codes, scale) >= _leastCosine;
}
