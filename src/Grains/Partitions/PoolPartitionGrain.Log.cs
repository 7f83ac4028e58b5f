using Microsoft.Extensions.Logging;

namespace ActiveLearning.Grains.Partitions;

public sealed partial class PoolPartitionGrain
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "A background loop of {Partition} failed and starts again in a second")]
    private partial void LogLoopFailed(Exception failure, string partition);
}
