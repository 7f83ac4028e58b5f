using System.Collections.Concurrent;
using ActiveLearning.Grains.Encoding;
using ActiveLearning.Grains.Training;
using ActiveLearning.Ledger;
using ActiveLearning.Ledger.Projects;
using Microsoft.Extensions.Options;

namespace ActiveLearning.Grains.Labelled;

/// <summary>The labelled items of every project that this silo works on.</summary>
public sealed class LabelledPools(ILedger ledger, IGrainFactory grains, EncodingLane encoding, PoolLsas lsas, IOptions<RefitOptions> options)
{
    private readonly ConcurrentDictionary<int, LabelledPool> _pools = new();

    /// <summary>The labelled items of a project.</summary>
    public LabelledPool Of(ProjectRow project)
    {
        ArgumentNullException.ThrowIfNull(project);
        return _pools.GetOrAdd(project.Key, _ => new LabelledPool(project, ledger, grains, encoding, lsas, options.Value.MaximumLabels));
    }
}
