using ActiveLearning.Contracts.Hubs;
using ActiveLearning.Grains;
using ActiveLearning.Grains.Partitions;
using ActiveLearning.Grains.Projects;
using ActiveLearning.Grains.Routing;
using ActiveLearning.Grains.Status;
using ActiveLearning.Grains.Training;
using ActiveLearning.Ledger;
using ActiveLearning.Ledger.Items;
using ActiveLearning.Silo.Api;

namespace ActiveLearning.Silo.DashboardFeed;

/// <summary>Puts together what the live page of one project shows.</summary>
internal sealed class SnapshotReader(ILedger ledger, IGrainFactory grains, Routers routers, ProjectStatusReader statuses, LabelActivities activities, TimeProvider time)
{
    private const int ValuesPerAttribute = 12;

    /// <summary>Counting slices reads more than anything else here, so it is done at most this often.</summary>
    private static readonly TimeSpan SlicesEvery = TimeSpan.FromSeconds(2);

    private IReadOnlyList<SliceCoverage> _slices = [];
    private DateTimeOffset _slicesAt = DateTimeOffset.MinValue;

    /// <summary>The figures now. Not for concurrent callers.</summary>
    public async Task<DashboardSnapshot> ReadAsync(Project project, CancellationToken cancellationToken)
    {
        var key = project.Row.Key;
        var statusRead = statuses.ReadAsync(project, cancellationToken);
        var activityRead = activities.ReadAsync(key, project.Row.Standard.Classes.Count, cancellationToken);
        var peopleRead = ledger.Labels.CountByAnnotatorAsync(key, cancellationToken);
        var modelsRead = ledger.Models.ListAsync(key, cancellationToken);
        var presentRead = Task.WhenAll(routers.All(project.Row.Id).Select(router => router.GetPresent()));
        var insightRead = grains.Reach<ITrainerGrain>(GrainKeys.Project(project.Row.Id)).GetInsight();
        var frontsRead = Task.WhenAll(Enumerable.Range(0, project.Row.Partitions)
            .Select(p => grains.Reach<IPoolPartitionGrain>(GrainKeys.Partition(project.Row.Id, p)).GetCoverage()));
        await Task.WhenAll(statusRead, activityRead, peopleRead, modelsRead, presentRead, insightRead, frontsRead);
        await ReadSlicesAsync(key, cancellationToken);

        var status = await statusRead;
        var activity = await activityRead;
        return new DashboardSnapshot(
            project.Row.Id,
            time.GetUtcNow(),
            project.ToSettings(),
            status,
            _slices,
            activity.LabelsByClass,
            activity.Throughput,
            new QueueDepth(status.Items.Open, (await frontsRead).Sum(f => f.Front), status.Items.Leased, (await presentRead).Sum()),
            [.. VersionsShown.Of(await modelsRead).Select(ModelEndpoints.View)],
            [.. (await peopleRead).Select(p => new PersonActivity(p.Annotator, p.Labels, p.LastLabelledAt, activity.LastHour.GetValueOrDefault(p.Annotator)))],
            await insightRead);
    }

    private async Task ReadSlicesAsync(int projectKey, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (now - _slicesAt >= SlicesEvery)
        {
            var counts = await ledger.Items.CountSlicesAsync(projectKey, ValuesPerAttribute, cancellationToken);
            _slices = [.. counts.Select(View)];
            _slicesAt = now;
        }
    }

    private static SliceCoverage View(SliceCount count) => new(count.Attribute, count.Value, count.Items, count.LabelsByClass);
}
