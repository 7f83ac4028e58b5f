using Microsoft.Extensions.Logging;

namespace ActiveLearning.Grains.Models;

public sealed partial class ModelVersionGrain
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Model version {Version} of project {ProjectId} was fitted on {Labels} labels ({ModelBytes} bytes); stored: {Stored}")]
    private partial void LogRegistered(string projectId, int version, int labels, int modelBytes, bool stored);

    [LoggerMessage(Level = LogLevel.Information, Message = "Model version {Version} of project {ProjectId} became champion: {Promoted}. {Reason}")]
    private partial void LogPromoted(string projectId, int version, bool promoted, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Model version {Version} of project {ProjectId} was archived. {Reason}")]
    private partial void LogArchived(string projectId, int version, string reason);
}
