using ActiveLearning.Contracts.Hubs;
using Microsoft.AspNetCore.SignalR.Client;

namespace ActiveLearning.Dashboard.Annotate;

/// <summary>The annotator hub, called through a connection.</summary>
public sealed class AnnotatorHubClient(HubConnection hub) : IAnnotatorHub
{
    /// <inheritdoc/>
    public Task<Workspace> Join(string projectId, string? annotator) => hub.InvokeAsync<Workspace>(nameof(Join), projectId, annotator);

    /// <inheritdoc/>
    public Task Leave() => hub.InvokeAsync(nameof(Leave));

    /// <inheritdoc/>
    public Task Shown(string leaseId) => hub.InvokeAsync(nameof(Shown), leaseId);

    /// <inheritdoc/>
    public Task<SubmitReply> SubmitLabel(string leaseId, string className, int leadTimeMs) =>
        hub.InvokeAsync<SubmitReply>(nameof(SubmitLabel), leaseId, className, leadTimeMs);

    /// <inheritdoc/>
    public Task<SkipReply> Skip(string leaseId, string reason) => hub.InvokeAsync<SkipReply>(nameof(Skip), leaseId, reason);

    /// <inheritdoc/>
    public Task<UndoReply> Undo(string labelId) => hub.InvokeAsync<UndoReply>(nameof(Undo), labelId);
}
