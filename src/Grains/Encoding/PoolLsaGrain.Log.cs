using Microsoft.Extensions.Logging;

namespace ActiveLearning.Grains.Encoding;

public sealed partial class PoolLsaGrain
{
    [LoggerMessage(LogLevel.Information, "Project {ProjectId}: LSA {Number} was fitted to {Sampled} of {Unread} texts that the encoder can't read, in {ElapsedMs:0} ms")]
    private partial void LogFitted(string projectId, int number, int sampled, int unread, double elapsedMs);

    [LoggerMessage(LogLevel.Information, "Project {ProjectId}: {Unread} texts that the encoder can't read have nothing in common; their n-grams carry them alone")]
    private partial void LogNothingShared(string projectId, int unread);

    [LoggerMessage(LogLevel.Warning, "Project {ProjectId}: fitting the LSA of unread texts failed; it is tried again")]
    private partial void LogFailed(Exception failure, string projectId);
}
