using System.Numerics.Tensors;

namespace ActiveLearning.Learning.Acquisition;

/// <summary>
/// Greedy facility location over a growing window of items. An item is served as well as the most similar chosen item; each step takes the one that
/// improves the weighted service of all most.
/// </summary>
internal sealed class Facilities
{
    private readonly CentredSample _items;
    private readonly float[] _weights;
    private readonly float[][] _similarity;
    private readonly float[] _served;
    private readonly bool[] _chosen;
    private int _open;

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
    }

    /// <summary>Raises how well open items are served by something outside, such as a labelled item.</summary>
    public void Serve(int position, float similarity) => _served[position] = Math.Max(_served[position], similarity);

    /// <summary>Chooses the item with the greatest gain; the gain counts items, each times its weight.</summary>
    public (int Position, float Gain) Next()
    {
        var best = -1;
        var bestGain = float.NegativeInfinity;
        var improved = new float[_open];
        for (var i = 0; i < _open; i++)
        {
            if (_chosen[i])
            {
                continue;
            }

            TensorPrimitives.Subtract(_similarity[i].AsSpan(0, _open), _served.AsSpan(0, _open), improved);
            TensorPrimitives.Max(improved, 0f, improved);
            var gain = TensorPrimitives.Dot<float>(improved, _weights.AsSpan(0, _open));
            if (gain > bestGain)
            {
                best = i;
                bestGain = gain;
            }
        }

        _chosen[best] = true;
        TensorPrimitives.Max(_served.AsSpan(0, _open), _similarity[best].AsSpan(0, _open), _served.AsSpan(0, _open));
        return (best, bestGain);
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
}
