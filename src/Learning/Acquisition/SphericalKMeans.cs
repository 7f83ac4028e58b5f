using System.Numerics.Tensors;
using ActiveLearning.Learning.Features;

namespace ActiveLearning.Learning.Acquisition;

/// <summary>k-means on the unit sphere (Dhillon and Modha, 2001), started from a random draw.</summary>
internal sealed class SphericalKMeans
{
    private readonly int[] _cluster;
    private readonly sbyte[][] _centres;
    private readonly float[] _scales;

    /// <summary>Clusters the items.</summary>
    /// <param name="items">Unit vectors.</param>
    /// <param name="clusters">How many at most; empty ones are possible.</param>
    /// <param name="rounds">Passes over the items at most.</param>
    /// <param name="random">Draws the first centres.</param>
    public SphericalKMeans(CentredSample items, int clusters, int rounds, Random random)
    {
        _cluster = new int[items.Count];
        var k = Math.Min(clusters, items.Count);
        var first = Enumerable.Range(0, items.Count).ToArray();
        random.Shuffle(first);
        _centres = new sbyte[k][];
        _scales = new float[k];
        var sums = new float[k][];
        for (var c = 0; c < k; c++)
        {
            _centres[c] = new sbyte[items.Dimensions];
            sums[c] = new float[items.Dimensions];
            items.CopyTo(first[c], sums[c]);
        }

        var item = new float[items.Dimensions];
        for (var round = 0; round < rounds; round++)
        {
            CentresFrom(sums);
            if (!Assign(items) && round > 0)
            {
                return;
            }

            foreach (var sum in sums)
            {
                Array.Clear(sum);
            }

            for (var i = 0; i < items.Count; i++)
            {
                items.CopyTo(i, item);
                TensorPrimitives.Add(item, sums[_cluster[i]], sums[_cluster[i]]);
            }
        }

        CentresFrom(sums);
    }

    /// <summary>The cluster of an item.</summary>
    public int Of(int position) => _cluster[position];

    /// <summary>How near an item is to its cluster's mean, −1 to 1.</summary>
    public float CosineToMean(CentredSample items, int position) => items.Cosine(position, _centres[_cluster[position]], _scales[_cluster[position]]);

    private void CentresFrom(float[][] sums)
    {
        for (var c = 0; c < sums.Length; c++)
        {
            var length = TensorPrimitives.Norm<float>(sums[c]);
            _scales[c] = length > 0 ? Int8Vector.Quantise(sums[c], _centres[c]) / length : 0;
        }
    }

    /// <summary>Gives each item to the nearest centre; true when any changed.</summary>
    private bool Assign(CentredSample items)
    {
        var changed = false;
        for (var i = 0; i < items.Count; i++)
        {
            var nearest = 0;
            var best = float.NegativeInfinity;
            for (var c = 0; c < _centres.Length; c++)
            {
                var cosine = items.Cosine(i, _centres[c], _scales[c]);
                if (cosine > best)
                {
                    (best, nearest) = (cosine, c);
                }
            }

            changed |= _cluster[i] != nearest;
            _cluster[i] = nearest;
        }

        return changed;
    }
}
