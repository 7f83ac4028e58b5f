using System.Diagnostics;
using ActiveLearning.Contracts.Hubs;
using ActiveLearning.Grains.ContentItems;
using ActiveLearning.Ledger.Labels;
using ActiveLearning.Silo.Api;
using ActiveLearning.Silo.DashboardFeed;
using ActiveLearning.Silo.Telemetry;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Options;

namespace ActiveLearning.Silo.Hubs;

/// <summary>Where annotators' screens connect: <c>/hubs/annotator</c>.</summary>
[Authorize(Policies.Annotate)]
internal sealed class AnnotatorHub(AnnotatorScreens screens, ProjectLookup lookup, LabelActivities activities, IOptions<LeaseOptions> leases) : Hub<IAnnotatorClient>, IAnnotatorHub
{
    private const int MaximumLeadTimeMs = 86_400_000;
    private const int MaximumReason = 200;

    private AnnotatorSession? Session
    {
        get => Context.Items.TryGetValue(nameof(AnnotatorSession), out var session) ? (AnnotatorSession?)session : null;
        set => Context.Items[nameof(AnnotatorSession)] = value;
    }

    /// <inheritdoc/>
    public async Task<Workspace> Join(string projectId, string? annotator)
    {
        var caller = Caller.Of(Context.User!);
        var pseudonym = annotator ?? caller.Annotator;
        if (!Names.IsAnnotator(pseudonym))
        {
            throw new HubException($"annotator: {Names.AnnotatorRule}");
        }

        if (!caller.MayActAs(pseudonym!))
        {
            throw new HubException("annotator: one works under one's own name only.");
        }

        var project = await lookup.FindAsync(projectId) ?? throw new HubException("projectId: there is no such project.");
        if (Session is { } earlier && (earlier.ProjectId != projectId || earlier.Annotator != pseudonym))
        {
            await screens.CloseAsync(earlier, isLeaving: true);
            Session = null;
        }

        if (Session is { } same)
        {
            await same.Grain.Connect(same.ConnectionId, same.Reference, again: false); // A repeated call: the queue is pushed once more.
        }
        else
        {
            Session = await screens.OpenAsync(Context.ConnectionId, project, pseudonym!);
        }

        var activity = await activities.ReadAsync(project.Row.Key, project.Row.Standard.Classes.Count, Context.ConnectionAborted);
        return new Workspace(projectId, project.Row.Name, pseudonym!, project.Row.Standard, activity.LabelsToday(pseudonym!), (int)leases.Value.UndoWindow.TotalSeconds);
    }

    /// <inheritdoc/>
    public async Task Leave()
    {
        if (Session is { } session)
        {
            Session = null;
            await screens.CloseAsync(session, isLeaving: true);
        }
    }

    /// <inheritdoc/>
    public Task Shown(string leaseId) => LeaseId.TryParse(leaseId, out var id) ? Joined().Grain.Shown(id) : Task.CompletedTask;

    /// <inheritdoc/>
    public async Task<SubmitReply> SubmitLabel(string leaseId, string className, int leadTimeMs)
    {
        var began = Stopwatch.GetTimestamp();
        var session = Joined();
        var classIndex = session.Standard.IndexOf(className);
        if (classIndex < 0)
        {
            throw new HubException("class: no class of this project's dataset standard.");
        }

        if (!LeaseId.TryParse(leaseId, out var id))
        {
            return new SubmitReply(SubmitLabelOutcome.LeaseUnknown.ToWord(), null);
        }

        var result = await session.Grain.Submit(id, classIndex, Math.Clamp(leadTimeMs, 0, MaximumLeadTimeMs));
        ServingInstruments.AcknowledgementTime.Record(Stopwatch.GetElapsedTime(began).TotalSeconds, KeyValuePair.Create<string, object?>("channel", "hub"));
        return new SubmitReply(result.Outcome.ToWord(), result.Label is { } label ? LabelEndpoints.LabelId(label.Sequence) : null);
    }

    /// <inheritdoc/>
    public async Task<SkipReply> Skip(string leaseId, string reason)
    {
        var session = Joined();
        if (reason is null || reason.Length > MaximumReason || reason.Contains('\0', StringComparison.Ordinal))
        {
            throw new HubException("reason: at most 200 characters, none of them U+0000.");
        }

        return new SkipReply((LeaseId.TryParse(leaseId, out var id) ? (await session.Grain.Skip(id, reason)).Outcome : SkipOutcome.LeaseUnknown).ToWord());
    }

    /// <inheritdoc/>
    public async Task<UndoReply> Undo(string labelId)
    {
        var session = Joined();
        if (!LabelEndpoints.TryParseLabelId(labelId, out var sequence))
        {
            return new UndoReply(UndoOutcome.LabelUnknown.ToWord(), null);
        }

        var result = await session.Grain.Undo(sequence);
        return new UndoReply(result.Outcome.ToWord(), result.Lease?.Id.ToString());
    }

    /// <inheritdoc/>
    public override async Task OnDisconnectedAsync(Exception? exception)
    {
        if (Session is { } session)
        {
            await screens.CloseAsync(session, isLeaving: false);
        }

        await base.OnDisconnectedAsync(exception);
    }

    private AnnotatorSession Joined() => Session ?? throw new HubException("Join a project first.");
}
