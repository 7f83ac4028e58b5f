using Microsoft.Extensions.Logging;

namespace ActiveLearning.Grains.Grouping;

public sealed partial class GroupingGrain
{
    [LoggerMessage(LogLevel.Information, "Project {ProjectId}: {Pairs} pairs of near-duplicates among the items below {UpTo}")]
    private partial void LogJoined(string projectId, int pairs, int upTo);

    [LoggerMessage(LogLevel.Information, "Project {ProjectId}: the group of item {Representative} was split, {Opened} items are open again")]
    private partial void LogSplit(string projectId, int representative, int opened);

    [LoggerMessage(LogLevel.Warning, "Project {ProjectId}: comparing items failed; it begins again")]
    private partial void LogComparisonFailed(Exception failure, string projectId);
}
