using ActiveLearning.Grains.Partitions;
using ActiveLearning.Learning.Features;
using ActiveLearning.Learning.Heads;

namespace ActiveLearning.Grains.Training;

/// <summary>A random sample of a project's pool, for what needs to know how the whole pool would be decided. Grows while the pool is being encoded, then stays.</summary>
public sealed class PoolSampling(int dimensions)
{
    private FeatureBlock _sample = new(dimensions);
    private string _embeddedBy = "";

    /// <summary>The sample, fetched again while it is smaller than it should be, and when vectors have changed.</summary>
    /// <param name="partitions">All of the project's.</param>
    /// <param name="embeddedBy">Names what makes their vectors.</param>
    public async Task<FeatureBlock> ReadAsync(IReadOnlyList<IPoolPartitionGrain> partitions, string embeddedBy)
    {
        ArgumentNullException.ThrowIfNull(partitions);
        var wanted = (int)Math.Ceiling((double)StatedShares.SampleSize / partitions.Count);
        if (_sample.Count < StatedShares.SampleSize || _embeddedBy != embeddedBy)
        {
            var parts = await Task.WhenAll(partitions.Select(partition => partition.SampleOf(wanted)));
            var sample = new FeatureBlock(dimensions);
            foreach (var part in parts)
            {
                for (var i = 0; i < part.Columns.Length; i++)
                {
                    sample.SetEmbedding(sample.Add(new NgramVector(part.Columns[i], part.Weights[i])), part.Embeddings.AsSpan(i * dimensions, dimensions));
                }
            }

            _sample = sample;
            _embeddedBy = embeddedBy;
        }

        return _sample;
    }
}
