using ActiveLearning.Silo.Api;
using Microsoft.AspNetCore.SignalR;

namespace ActiveLearning.Silo.Hubs;

/// <summary>Tells a client whether trying again helps, and nothing else of what failed.</summary>
internal sealed partial class HubFailures(ILogger<HubFailures> logger) : IHubFilter
{
    /// <summary>Beginning of the message of a failure after which the same call can be tried again.</summary>
    public const string Unavailable = "unavailable: the store or a silo can't serve for the moment; trying the same again is safe.";

    /// <inheritdoc/>
    public async ValueTask<object?> InvokeMethodAsync(HubInvocationContext invocationContext, Func<HubInvocationContext, ValueTask<object?>> next)
    {
        try
        {
            return await next(invocationContext);
        }
        catch (Exception failure) when (failure is not HubException && FailureProblems.IsUnavailable(failure))
        {
            LogUnavailable(failure, invocationContext.HubMethodName);
            throw new HubException(Unavailable);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Hub call {Method} can't be served for the moment")]
    private partial void LogUnavailable(Exception exception, string method);
}
