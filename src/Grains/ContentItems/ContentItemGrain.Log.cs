using ActiveLearning.Ledger.Labels;
using Microsoft.Extensions.Logging;

namespace ActiveLearning.Grains.ContentItems;

public sealed partial class ContentItemGrain
{
    [LoggerMessage(Level = LogLevel.Debug, Message = "Item {ItemId} of {ProjectId} is leased to {Annotator} as {LeaseId} until {ExpiresAt}")]
    private partial void LogGranted(string projectId, string itemId, string annotator, LeaseId leaseId, DateTimeOffset expiresAt);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Item {ItemId} of {ProjectId} was not leased to {Annotator}: {Outcome}")]
    private partial void LogGrantRefused(string projectId, string itemId, string annotator, GrantOutcome outcome);

    [LoggerMessage(Level = LogLevel.Information, Message = "Item {ItemId} of {ProjectId} was labelled by {Annotator} under lease {LeaseId} as label {Sequence}")]
    private partial void LogLabelled(string projectId, string itemId, string annotator, LeaseId leaseId, long sequence);

    [LoggerMessage(Level = LogLevel.Information, Message = "A label of item {ItemId} of {ProjectId} under lease {LeaseId} was refused: {Outcome}")]
    private partial void LogLabelRefused(string projectId, string itemId, LeaseId leaseId, SubmitLabelOutcome outcome);

    [LoggerMessage(Level = LogLevel.Information, Message = "Label {Sequence} of item {ItemId} of {ProjectId} was taken back by {Annotator}, given under lease {LeaseId}")]
    private partial void LogUndone(string projectId, string itemId, string annotator, long sequence, LeaseId leaseId);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Item {ItemId} of {ProjectId} was given up under lease {LeaseId}: {Outcome}")]
    private partial void LogSkipped(string projectId, string itemId, LeaseId leaseId, SkipOutcome outcome);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Lease {LeaseId} of item {ItemId} of {ProjectId} ended early: {End}")]
    private partial void LogReleased(string projectId, string itemId, LeaseId leaseId, LeaseEnd end);
}
