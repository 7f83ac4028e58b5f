using ActiveLearning.Contracts;
using ActiveLearning.Grains.Encoding;
using ActiveLearning.Grains.Partitions;
using ActiveLearning.Learning.Features;
using ActiveLearning.Learning.Heads;
using ActiveLearning.Learning.LearningCurves;
using ActiveLearning.Ledger;
using ActiveLearning.Ledger.Items;
using ActiveLearning.Ledger.Projects;

namespace ActiveLearning.Grains.Insight;

/// <summary>
/// A fixed random set of pool items on which successive models are compared, and which shows what a model makes of the pool as a whole. Drawn once enough items are encoded; drawn again only when
/// the pool has doubled or vectors have changed.
/// </summary>
public sealed class StopSet(ProjectRow project, ILedger ledger, IGrainFactory grains, PoolLsas lsas, int dimensions)
{
    private const int LeastItems = 50;

    private FeatureBlock _items = new(dimensions);
    private int _drawnFrom;
    private string _embeddedBy = "";

    /// <summary>Items of the set.</summary>
    public int Count => _items.Count;

    /// <summary>Draws the set if that is due.</summary>
    /// <param name="nextOrdinal">Number that the next imported item gets.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task DrawAsync(int nextOrdinal, CancellationToken cancellationToken)
    {
        var embeddedBy = lsas.VersionOf(project.Key);
        if (nextOrdinal < 2 * _drawnFrom && _embeddedBy == embeddedBy)
        {
            return;
        }

        int[] ordinals = [.. Draw(nextOrdinal)];
        var items = (await ledger.Items.ReadSomeAsync(project.Key, ordinals, cancellationToken)).ToDictionary(item => item.State.Ordinal);
        var drawn = ordinals.Select(items.GetValueOrDefault).OfType<ItemRecord>().Where(item => item.State.Split == ItemSplit.Pool).Take(StabilisingPredictions.StopSetItems).ToList();

        var block = new FeatureBlock(dimensions);
        foreach (var partition in drawn.GroupBy(item => GrainKeys.PartitionOf(item.State.Id, project.Partitions)))
        {
            var known = await grains.Reach<IPoolPartitionGrain>(GrainKeys.Partition(project.Id, partition.Key)).FeaturesOf([.. partition.Select(item => item.State.Ordinal)]);
            foreach (var features in known.Features)
            {
                block.Add(features);
            }
        }

        // Half of them encoded is a random half: items are encoded in the order of the walk.
        if (block.Count >= LeastItems && block.Count >= drawn.Count / 2)
        {
            _items = block;
            _drawnFrom = nextOrdinal;
            _embeddedBy = embeddedBy;
        }
    }

    /// <summary>What a model says about the set, [items × classes].</summary>
    public float[] Score(HeadSession model)
    {
        ArgumentNullException.ThrowIfNull(model);
        var probabilities = new float[_items.Count * model.Classes];
        model.Score(_items, 0, _items.Count, probabilities);
        return probabilities;
    }

    private IEnumerable<int> Draw(int nextOrdinal)
    {
        var random = new Random(unchecked((int)project.WalkSeed) ^ nextOrdinal);

        // Some may be held out, so a few more are drawn than are wanted.
        const int Wanted = StabilisingPredictions.StopSetItems * 3 / 2;
        return nextOrdinal <= Wanted
            ? Enumerable.Range(0, nextOrdinal).OrderBy(_ => random.Next())
            : Enumerable.Range(0, Wanted * 2).Select(_ => random.Next(nextOrdinal)).Distinct().Take(Wanted);
    }
}
