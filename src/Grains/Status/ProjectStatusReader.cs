using ActiveLearning.Contracts.Api;
using ActiveLearning.Grains.Partitions;
using ActiveLearning.Grains.Projects;
using ActiveLearning.Ledger;

namespace ActiveLearning.Grains.Status;

/// <summary>Puts a project's status together: exact counts from the ledger, coverage and scores from the partitions, the champion from the ledger.</summary>
public sealed class ProjectStatusReader(ILedger ledger, IGrainFactory grains)
{
    /// <summary>The status now.</summary>
    public async Task<ProjectStatus> ReadAsync(Project project, CancellationToken cancellationToken)
    {
        var counts = ledger.Projects.CountAsync(project.Row.Key, cancellationToken);
        var champion = ledger.Models.FindChampionAsync(project.Row.Key, cancellationToken);
        var partitions = await Task.WhenAll(Enumerable.Range(0, project.Row.Partitions)
            .Select(p => grains.Reach<IPoolPartitionGrain>(GrainKeys.Partition(project.Row.Id, p)).GetCoverage()));
        var items = await counts;
        var best = await champion;
        var pool = items.Total - items.Test;
        var encodedPool = partitions.Sum(p => p.EncodedPool);
        return new ProjectStatus(
            new ItemCounts(items.Total, items.Open, items.Leased, items.Settled, items.Blocked, items.Test),
            items.Labels,
            partitions.Sum(p => p.Encoded),
            partitions.Sum(p => p.Scored),
            new PoolCoverage(
                pool == 0 ? 0 : Math.Min(1, ((double)items.Labels / project.Row.Standard.Overlap + items.SettledByGroup) / pool),
                encodedPool == 0 ? 0 : (double)partitions.Sum(p => p.Covered) / encodedPool,
                partitions.Max(p => p.Delta)),
            best is null ? null : new ChampionSummary(best.Version, best.Labels, best.Metrics),
            new NearDuplicateCounts(items.Groups, items.GroupMembers, items.SettledByGroup, items.TestTwins));
    }
}
