using ActiveLearning.Contracts.Hubs;
using ActiveLearning.Silo.Api;
using ActiveLearning.Silo.DashboardFeed;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.SignalR;

namespace ActiveLearning.Silo.Hubs;

/// <summary>Where owners' dashboards connect: <c>/hubs/dashboard</c>.</summary>
[Authorize(Policies.Own)]
internal sealed class DashboardHub(DashboardFeeds feeds) : Hub<IDashboardClient>, IDashboardHub
{
    /// <inheritdoc/>
    public async Task<DashboardSnapshot> Watch(string projectId)
    {
        var snapshot = await feeds.ReadAsync(projectId, Context.ConnectionAborted) ?? throw new HubException("projectId: there is no such project.");
        await Groups.AddToGroupAsync(Context.ConnectionId, DashboardFeeds.GroupOf(projectId), Context.ConnectionAborted);
        feeds.Watch(Context.ConnectionId, projectId);
        return snapshot;
    }

    /// <inheritdoc/>
    public async Task Unwatch(string projectId)
    {
        feeds.Unwatch(Context.ConnectionId, projectId);
        await Groups.RemoveFromGroupAsync(Context.ConnectionId, DashboardFeeds.GroupOf(projectId), Context.ConnectionAborted);
    }

    /// <inheritdoc/>
    public override Task OnDisconnectedAsync(Exception? exception)
    {
        feeds.Unwatch(Context.ConnectionId);
        return base.OnDisconnectedAsync(exception);
    }
}
