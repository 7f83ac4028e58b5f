using ActiveLearning.Grains.Compute;
using ActiveLearning.Grains.Encoding;
using ActiveLearning.Grains.Partitions;
using ActiveLearning.Grains.Placement;
using ActiveLearning.Grains.Projects;
using ActiveLearning.Ledger;
using ActiveLearning.Ledger.Groups;
using ActiveLearning.Ledger.Items;
using ActiveLearning.Ledger.Projects;
using Microsoft.Extensions.Logging;

namespace ActiveLearning.Grains.Grouping;

/// <inheritdoc cref="IGroupingGrain"/>
[PlacedWhereScored]
[CollectionAgeLimit(AlwaysActive = true)]
public sealed partial class GroupingGrain(ILedger ledger, ScoringLane lane, ImportActivity imports, Handover handover, TimeProvider time, ILogger<GroupingGrain> logger) : Grain, IGroupingGrain, IDisposable
{
    private readonly CancellationTokenSource _leaving = new();
    private readonly Signal _imported = new();
    private ProjectRow _project = null!;
    private TextComparison? _comparison;
    private Task _loop = Task.CompletedTask;

    /// <inheritdoc/>
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var (projectId, _) = GrainKeys.Parse(this.GetPrimaryKeyString());
        _project = (await GrainFactory.Reach<IProjectGrain>(GrainKeys.Project(projectId)).Read()
            ?? throw new ArgumentException($"There is no project {projectId}.")).Row;
        handover.Watch(GrainContext, "score", _leaving.CancelAsync, GrainFactory.Reach<IGroupingGrain>(this.GetPrimaryKeyString()).ItemsImported);
        _loop = _project.NearDuplicates
            ? GrainLoop.RunAsync(CompareAsync, failure => LogComparisonFailed(failure, projectId), time, _leaving.Token)
            : Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await _leaving.CancelAsync();
        await _loop.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
    }

    /// <inheritdoc/>
    public void Dispose() => _leaving.Dispose();

    /// <inheritdoc/>
    public Task ItemsImported()
    {
        _imported.Ring();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task<SplitResult> Split(int representative, int[]? ordinals)
    {
        var result = await ledger.Groups.SplitAsync(_project.Key, representative, ordinals, CancellationToken.None);
        if (result.Outcome == SplitOutcome.Split)
        {
            foreach (var item in ordinals ?? [.. result.Changed.Select(c => c.State.Ordinal)])
            {
                _comparison?.KeepApart(item);
            }

            LogSplit(_project.Id, representative, result.Opened);
            TellPartitions(result.Changed);
        }

        return result;
    }

    /// <summary>A comparison that fails is started again from the first item: what it had joined is in the ledger.</summary>
    private Task CompareAsync(CancellationToken cancellationToken)
    {
        _comparison = new TextComparison(_project, ledger, lane);
        return RunAsync(_comparison, cancellationToken);
    }

    private async Task RunAsync(TextComparison comparison, CancellationToken cancellationToken)
    {
        while (true)
        {
            await imports.GiveWayAsync(cancellationToken);
            var round = await comparison.TakeSomeAsync(cancellationToken);
            if (round is null)
            {
                // The patience is a safety net: a lost import hint costs freshness for this long.
                await _imported.WaitAsync(TimeSpan.FromSeconds(30), cancellationToken);
                continue;
            }

            if (round.Pairs > 0)
            {
                LogJoined(_project.Id, round.Pairs, round.UpTo);
            }

            TellPartitions(round.Changed);
        }
    }

    private void TellPartitions(IReadOnlyList<PartitionItem> changed)
    {
        foreach (var partition in changed.GroupBy(item => GrainKeys.PartitionOf(item.State.Id, _project.Partitions)))
        {
            GrainFactory.Reach<IPoolPartitionGrain>(GrainKeys.Partition(_project.Id, partition.Key)).ItemsRegrouped([.. partition]).Ignore();
        }
    }
}
