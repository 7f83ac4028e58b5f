namespace ActiveLearning.Learning.Acquisition;

/// <summary>The best rows of a slice by a value: one pass with a small heap, so the cost hardly depends on how many are open.</summary>
internal sealed class BestRows
{
    private readonly PriorityQueue<int, (float Value, uint Tie)> _worstFirst;
    private readonly int _capacity;
    private float _floor = float.NegativeInfinity;

    public BestRows(int capacity)
    {
        _capacity = Math.Max(1, capacity);
        _worstFirst = new PriorityQueue<int, (float Value, uint Tie)>(_capacity);
    }

    /// <summary>The best rows so far, best first; the heap stays as it is.</summary>
    public int[] Rows()
    {
        var items = _worstFirst.UnorderedItems.ToArray();
        var rows = Array.ConvertAll(items, item => item.Element);
        Array.Sort(Array.ConvertAll(items, item => (-item.Priority.Value, item.Priority.Tie)), rows);
        return rows;
    }

    /// <summary>Offers a row. Equal values are settled by <paramref name="tie"/>, which callers draw at random so that no order of import is preferred.</summary>
    public void Offer(int row, float value, uint tie)
    {
        // NaN compares false with everything and so never enters.
        if (_worstFirst.Count < _capacity)
        {
            if (!float.IsNaN(value))
            {
                _worstFirst.Enqueue(row, (value, tie));
            }
        }
        else if (value >= _floor)
        {
            _worstFirst.EnqueueDequeue(row, (value, tie));
        }

        if (_worstFirst.Count == _capacity)
        {
            _worstFirst.TryPeek(out _, out var worst);
            _floor = worst.Value;
        }
    }

    /// <summary>Empties the heap into a list, best first.</summary>
    public List<(int Row, float Value)> Take()
    {
        var rows = new List<(int, float)>(_worstFirst.Count);
        while (_worstFirst.TryDequeue(out var row, out var rank))
        {
            rows.Add((row, rank.Value));
        }

        rows.Reverse();
        return rows;
    }

    /// <summary>The open, scored rows with the greatest value.</summary>
    public static List<(int Row, float Value)> OfScored(PoolView pool, int capacity, Random random, Func<ReadOnlySpan<float>, float> value) =>
        Of(pool, capacity, random, row => value(pool.ProbabilitiesOf(row)));

    /// <summary>The open, scored rows with the greatest value, which may be of more than their probabilities; a row of value NaN is left out.</summary>
    public static List<(int Row, float Value)> Of(PoolView pool, int capacity, Random random, Func<int, float> value)
    {
        var best = new BestRows(capacity);
        var salt = (uint)random.Next();
        foreach (var row in pool.Open.Span)
        {
            if (pool.IsScored(row))
            {
                best.Offer(row, value(row), ((uint)row * 2654435761) ^ salt);
            }
        }

        return best.Take();
    }
}
