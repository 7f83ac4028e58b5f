using System.Collections.Concurrent;
using ActiveLearning.Silo.Api;
using ActiveLearning.Silo.Identity;
using Microsoft.AspNetCore.SignalR;

namespace ActiveLearning.Silo.Hubs;

/// <summary>Connections that are open here, by who opened them, so that those of a disabled account or revoked key can be ended.</summary>
internal sealed class HubConnections : IHubFilter
{
    private readonly ConcurrentDictionary<string, (string Name, HubCallerContext Connection)> _open = new();

    /// <summary>Who has a connection open here: names of accounts, and of keys.</summary>
    public IReadOnlyCollection<(string Name, bool IsKey)> Owners =>
        [.. _open.Values.Select(open => (open.Name, open.Connection.User?.Identity?.AuthenticationType == ApiKeyAuthentication.SchemeName)).Distinct()];

    /// <summary>Ends the connections of this account or key.</summary>
    public void Abort(string name)
    {
        foreach (var (_, (owner, connection)) in _open)
        {
            if (owner == name)
            {
                connection.Abort();
            }
        }
    }

    /// <inheritdoc/>
    public Task OnConnectedAsync(HubLifetimeContext context, Func<HubLifetimeContext, Task> next)
    {
        _open[context.Context.ConnectionId] = (Caller.Of(context.Context.User!).Name, context.Context);
        return next(context);
    }

    /// <inheritdoc/>
    public Task OnDisconnectedAsync(HubLifetimeContext context, Exception? exception, Func<HubLifetimeContext, Exception?, Task> next)
    {
        _open.TryRemove(context.Context.ConnectionId, out _);
        return next(context, exception);
    }
}
