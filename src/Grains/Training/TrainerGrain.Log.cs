using Microsoft.Extensions.Logging;

namespace ActiveLearning.Grains.Training;

public sealed partial class TrainerGrain
{
    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "Version {Version} of project {ProjectId} learned from {Labels} labels: read in {ReadMs:0} ms, fitted in {FitMs:0} ms, stored and judged in {JudgeMs:0} ms")]
    private partial void LogRefitted(string projectId, int version, int labels, double readMs, double fitMs, double judgeMs);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A refit of project {ProjectId} failed; the champion goes on serving, and another try follows in a second")]
    private partial void LogRefitFailed(Exception failure, string projectId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Partitions of project {ProjectId} could not be told how to rank; another try follows in a second")]
    private partial void LogNotTold(Exception failure, string projectId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Project {ProjectId} could not be looked into; its figures stay as they are until the next look")]
    private partial void LogInsightFailed(Exception failure, string projectId);
}
