using System.Numerics.Tensors;

namespace ActiveLearning.Learning.Acquisition;

/// <summary>
/// Greedy facility location over a growing window of items. An item is served as well as the most similar chosen item; each step takes the one that
/// improves the weighted service of all most. Gains only fall as items are chosen, so an item whose last known gain is below the best one's is not looked at again (lazy greedy; Minoux,
/// "Accelerated Greedy Algorithms for Maximizing Submodular Set Functions", 1978).
/// </summary>
internal sealed class Facilities
{
    private readonly CentredSample _items;
    private readonly float[] _weights;
    private readonly float[][] _similarity;
    private readonly float[] _served;
    private readonly bool[] _chosen;

    // By the gain that an item had when it was last looked at, the greatest first, and of equal ones the first.
    private readonly PriorityQueue<int, (float Loss, int Position)> _byLastGain = new();
    private readonly int[] _lookedAt;
    private float[] _improved = [];
    private int _open;
    private int _step;

    /// <summary>Prepares items; none is open yet.</summary>
    /// <param name="items">The items.</param>
    /// <param name="weights">What serving each is worth, not negative.</param>
    public Facilities(CentredSample items, float[] weights)
    {
        _items = items;
        _weights = weights;
        _similarity = new float[items.Count][];
        _served = new float[items.Count];
        _chosen = new bool[items.Count];
        _lookedAt = new int[items.Count];
    }

    /// <summary>Opens positions from <paramref name="from"/> up to <paramref name="to"/>, which must follow those already open.</summary>
    public void Open(int from, int to)
    {
        for (var i = from; i < to; i++)
        {
            _similarity[i] = new float[_items.Count];
            for (var j = 0; j <= i; j++)
            {
                // An item without an embedding is like itself alone.
                var cosine = i == j ? 1 : Math.Max(0, _items.Cosine(i, j));
                _similarity[i][j] = cosine;
                _similarity[j][i] = cosine;
                if (_chosen[j])
                {
                    _served[i] = Math.Max(_served[i], cosine);
                }
            }
        }

        _open = to;
        _improved = new float[to];

        // What came in may be served, so gains may have risen.
        _byLastGain.Clear();
        for (var i = 0; i < to; i++)
        {
            if (!_chosen[i])
            {
                _byLastGain.Enqueue(i, (float.NegativeInfinity, i));
            }
        }
    }

    /// <summary>Raises how well open items are served by something outside, such as a labelled item.</summary>
    public void Serve(int position, float similarity) => _served[position] = Math.Max(_served[position], similarity);

    /// <summary>Chooses the item with the greatest gain; the gain counts items, each times its weight.</summary>
    /// <exception cref="InvalidOperationException">All open items are chosen.</exception>
    public (int Position, float Gain) Next()
    {
        _step++;
        while (true)
        {
            if (!_byLastGain.TryDequeue(out var position, out var last))
            {
                throw new InvalidOperationException("No item is left to choose.");
            }

            if (_lookedAt[position] == _step)
            {
                _chosen[position] = true;
                TensorPrimitives.Max(_served.AsSpan(0, _open), _similarity[position].AsSpan(0, _open), _served.AsSpan(0, _open));
                return (position, -last.Loss);
            }

            _lookedAt[position] = _step;
            _byLastGain.Enqueue(position, (-GainOf(position), position));
        }
    }

    /// <summary>How many open items are at least this similar to an item, itself included.</summary>
    public int Near(int position, float similarity)
    {
        var near = 0;
        for (var i = 0; i < _open; i++)
        {
            near += _similarity[position][i] >= similarity ? 1 : 0;
        }

        return near;
    }

    private float GainOf(int position)
    {
        TensorPrimitives.Subtract(_similarity[position].AsSpan(0, _open), _served.AsSpan(0, _open), _improved);
        TensorPrimitives.Max(_improved, 0f, _improved);
        return TensorPrimitives.Dot<float>(_improved, _weights.AsSpan(0, _open));
    }
}
