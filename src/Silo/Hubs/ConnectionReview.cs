using ActiveLearning.Silo.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace ActiveLearning.Silo.Hubs;

/// <summary>
/// Ends connections whose account was disabled or whose key was revoked through another silo, as often as sessions are checked. (Through this silo it happens at once.)
/// </summary>
internal sealed partial class ConnectionReview(
    HubConnections connections, IServiceScopeFactory scopes, IOptions<AccountOptions> options, TimeProvider time, ILogger<ConnectionReview> logger) : BackgroundService
{
    private static readonly TimeSpan AtMostEvery = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var pause = options.Value.SessionCheck > AtMostEvery ? options.Value.SessionCheck : AtMostEvery;
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            try
            {
                await ReviewAsync(stoppingToken);
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                LogNotReviewed(failure); // The next round tries again.
            }
            catch (OperationCanceledException)
            {
                // The process ends.
            }
        }
    }

    private async Task ReviewAsync(CancellationToken cancellationToken)
    {
        var owners = connections.Owners;
        if (owners.Count == 0)
        {
            return;
        }

        await using var scope = scopes.CreateAsyncScope();
        var database = scope.ServiceProvider.GetRequiredService<IdentityDatabase>();
        var disabled = await database.Users.Where(p => p.Disabled).Select(p => p.UserName!).ToHashSetAsync(cancellationToken);
        var keys = await database.ApiKeys.Where(k => k.RevokedAt == null).Select(k => k.Name).ToHashSetAsync(cancellationToken);
        foreach (var (name, isKey) in owners)
        {
            if (isKey ? name != AdminKey.Name && !keys.Contains(name) : disabled.Contains(name))
            {
                connections.Abort(name);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "Open connections could not be reviewed")]
    private partial void LogNotReviewed(Exception exception);
}
