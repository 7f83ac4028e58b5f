using System.Collections.Concurrent;
using ActiveLearning.Contracts.Hubs;
using ActiveLearning.Silo.Api;
using ActiveLearning.Silo.Hubs;
using Microsoft.AspNetCore.SignalR;

namespace ActiveLearning.Silo.DashboardFeed;

/// <summary>Pushes snapshots of the projects that somebody watches here: at most two a second, and only what is news.</summary>
internal sealed partial class DashboardFeeds(
    IServiceProvider services, ProjectLookup lookup, IHubContext<DashboardHub, IDashboardClient> hub, TimeProvider time, ILogger<DashboardFeeds> logger) : BackgroundService
{
    private readonly ConcurrentDictionary<string, ProjectFeed> _feeds = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string ConnectionId, string ProjectId), byte> _watchers = new();

    /// <summary>Name of the group of connections that watch a project.</summary>
    public static string GroupOf(string projectId) => $"watch:{projectId}";

    /// <summary>The newest figures of a project, or null when there is none with this id.</summary>
    public async Task<DashboardSnapshot?> ReadAsync(string projectId, CancellationToken cancellationToken) =>
        await lookup.FindAsync(projectId) is { } project ? await FeedOf(projectId).ReadAsync(project, cancellationToken) : null;

    /// <summary>Starts pushing for this connection.</summary>
    public void Watch(string connectionId, string projectId) => _watchers[(connectionId, projectId)] = 0;

    /// <summary>Stops it.</summary>
    public void Unwatch(string connectionId, string projectId) => _watchers.TryRemove((connectionId, projectId), out _);

    /// <summary>Stops everything that this connection watches.</summary>
    public void Unwatch(string connectionId)
    {
        foreach (var watcher in _watchers.Keys.Where(w => w.ConnectionId == connectionId))
        {
            _watchers.TryRemove(watcher, out _);
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(ProjectFeed.Pace, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                foreach (var projectId in _watchers.Keys.Select(w => w.ProjectId).Distinct(StringComparer.Ordinal))
                {
                    await PushAsync(projectId, stoppingToken);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The process ends.
        }
    }

    private async Task PushAsync(string projectId, CancellationToken cancellationToken)
    {
        try
        {
            if (await ReadAsync(projectId, cancellationToken) is { } snapshot && FeedOf(projectId).IsNews(snapshot))
            {
                await hub.Clients.Group(GroupOf(projectId)).Snapshot(snapshot);
            }
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            // Whatever it is, the next round may do better; a dashboard must not end because of one.
            LogNotPushed(failure, projectId);
        }
    }

    private ProjectFeed FeedOf(string projectId) => _feeds.GetOrAdd(projectId, _ => new ProjectFeed(ActivatorUtilities.CreateInstance<SnapshotReader>(services), time));

    [LoggerMessage(LogLevel.Warning, "The dashboard of {ProjectId} could not be brought up to date")]
    private partial void LogNotPushed(Exception exception, string projectId);
}
