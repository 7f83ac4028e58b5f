using ActiveLearning.Grains.Encoding;
using ActiveLearning.Grains.Grouping;
using ActiveLearning.Grains.Partitions;
using ActiveLearning.Grains.Placement;
using ActiveLearning.Grains.Training;
using ActiveLearning.Ledger;
using ActiveLearning.Ledger.Projects;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ActiveLearning.Grains.Hosting;

/// <summary>
/// After a start, goes on with what was under way: partitions read and encode, trainers fit what they have not seen. Warm when the ranking that was in force before
/// the restart is in force again, so that nobody is handed random items meanwhile. From then on it wakes, now and then, what closed on another silo and nobody has called since.
/// </summary>
public sealed partial class ProjectWaker(
    ILedger ledger, IGrainFactory grains, ShareOfSilos share, ISiloStatusOracle silos, TimeProvider time, ILogger<ProjectWaker> logger) : BackgroundService
{
    // Serving in random order beats not serving at all.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan WakeAgain = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(50);

    /// <summary>Whether this silo's share of every project ranks again as before the restart, or has been given its time.</summary>
    public bool IsWarm { get; private set; }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            var projects = await ledger.Projects.ListAsync(stoppingToken);
            foreach (var project in projects)
            {
                WakeReaders(project);
                grains.Reach<ITrainerGrain>(GrainKeys.Project(project.Id)).Wake().Ignore();
            }

            using var patience = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
            patience.CancelAfter(Patience);
            await Task.WhenAll(projects.Select(p => WarmAsync(p, patience.Token)));
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            LogNotWarm(failure);
        }
        catch (OperationCanceledException) when (!stoppingToken.IsCancellationRequested)
        {
            LogNotWarm(null);
        }
        finally
        {
            IsWarm = true;
        }

        await KeepAwakeAsync(stoppingToken);
    }

    /// <summary>Encoding must go on although nobody labels: a lost silo's partitions are called by nobody then.</summary>
    private async Task KeepAwakeAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(WakeAgain, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                try
                {
                    foreach (var project in await ledger.Projects.ListAsync(stoppingToken))
                    {
                        WakeReaders(project);
                    }
                }
                catch (LedgerUnavailableException failure)
                {
                    LogNotAwake(failure);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The process ends.
        }
    }

    private void WakeReaders(ProjectRow project)
    {
        foreach (var partition in PartitionsOf(project))
        {
            partition.ItemsImported().Ignore();
        }

        grains.Reach<IGroupingGrain>(GrainKeys.Project(project.Id)).ItemsImported().Ignore();
        grains.Reach<IPoolLsaGrain>(GrainKeys.Project(project.Id)).UnreadGrew().Ignore();
    }

    private IPoolPartitionGrain[] PartitionsOf(ProjectRow project) => [.. Enumerable.Range(0, project.Partitions)
        .Select(p => grains.Reach<IPoolPartitionGrain>(GrainKeys.Partition(project.Id, p)))];

    private async Task WarmAsync(ProjectRow project, CancellationToken cancellationToken)
    {
        var champion = await ledger.Models.FindChampionAsync(project.Key, cancellationToken);
        while (champion is not null)
        {
            var parts = await Task.WhenAll(OwnPartitionsOf(project).Select(p => p.GetCoverage())).WaitAsync(cancellationToken);
            var open = (await ledger.Projects.CountAsync(project.Key, cancellationToken)).Open;
            if (parts.All(p => p.HasRead && p.Scored >= p.EncodedPool && p.Champion is not null) && (open == 0 || parts.Sum(p => p.Front) > 0))
            {
                return;
            }

            await Task.Delay(LookAgain, time, cancellationToken);
        }
    }

    /// <summary>
    /// Those that belong on this silo. One that joins others need not wait until everything ranks: what is to be its own still serves elsewhere then. A silo with no share waits for all.
    /// </summary>
    private IPoolPartitionGrain[] OwnPartitionsOf(ProjectRow project)
    {
        SiloAddress[] active = [.. silos.GetApproximateSiloStatuses(onlyActive: true).Keys.Append(silos.SiloAddress).Distinct()];
        var all = PartitionsOf(project);
        var own = all.Where(p => share.OwnerOf(p.GetGrainId(), "score", active).Equals(silos.SiloAddress)).ToArray();
        return own.Length > 0 ? own : all;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Not every project ranks again as before the restart; it goes on in the background")]
    private partial void LogNotWarm(Exception? failure);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Whether every project is awake could not be looked at; the next round will")]
    private partial void LogNotAwake(Exception failure);
}
