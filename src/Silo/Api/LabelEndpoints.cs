using System.Diagnostics;
using System.Globalization;
using System.Security.Claims;
using ActiveLearning.Contracts.Api;
using ActiveLearning.Contracts.Hubs;
using ActiveLearning.Grains;
using ActiveLearning.Grains.Annotators;
using ActiveLearning.Ledger;
using ActiveLearning.Ledger.Labels;
using ActiveLearning.Silo.Telemetry;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ActiveLearning.Silo.Api;

/// <summary>Answering leases and taking answers back.</summary>
internal static class LabelEndpoints
{
    private const int MaximumLeadTimeMs = 86_400_000;

    /// <summary>Maps the calls.</summary>
    public static void MapLabels(this IEndpointRouteBuilder api)
    {
        var labels = api.MapGroup("/projects/{projectId}/labels").WithTags("Labels").RequireAuthorization(Policies.Annotate);
        labels.MapPost("/", SubmitAsync).ProducesProblem(400).ProducesProblem(404).ProducesProblem(409).ProducesProblem(503)
            .WithSummary("Answers a lease. The answer is durable before the reply.")
            .WithDescription("A retry gets the first answer again. 409 with the outcome superseded, leaseExpired or answeredOtherwise; 404 with leaseUnknown.");
        labels.MapPost("/{labelId}/undo", UndoAsync).ProducesProblem(400).ProducesProblem(404).ProducesProblem(409)
            .WithSummary("Takes an answer back; the item returns to its annotator under a fresh lease.")
            .WithDescription("409 with the outcome settledByOthers or windowOver.");
    }

    private static async Task<Results<Ok<SubmitReply>, ProblemHttpResult>> SubmitAsync(
        string projectId, SubmitLabel body, ClaimsPrincipal user, IGrainFactory grains, ProjectLookup lookup, ILedger ledger, CancellationToken cancellationToken)
    {
        var began = Stopwatch.GetTimestamp();
        if (string.IsNullOrEmpty(body.LeaseId))
        {
            return Problems.Field("leaseId", "is missing");
        }

        if (body.LeadTimeMs is < 0 or > MaximumLeadTimeMs)
        {
            return Problems.Field("leadTimeMs", "0 to 86,400,000");
        }

        if (await lookup.FindRowAsync(projectId) is not { } project)
        {
            return Problems.NoProject();
        }

        var classIndex = body.Class is null ? -1 : project.Standard.IndexOf(body.Class);
        if (classIndex < 0)
        {
            return Problems.Field("class", body.Class is null ? "is missing" : "no class of this project's dataset standard");
        }

        if (await LeaseEndpoints.HolderAsync(ledger, project.Key, body.LeaseId, user, cancellationToken) is not var (leaseId, annotator))
        {
            return Refusal(SubmitLabelOutcome.LeaseUnknown, null);
        }

        var result = await grains.Reach<IAnnotatorGrain>(GrainKeys.Annotator(projectId, annotator)).Submit(leaseId, classIndex, body.LeadTimeMs);
        ServingInstruments.AcknowledgementTime.Record(Stopwatch.GetElapsedTime(began).TotalSeconds, KeyValuePair.Create<string, object?>("channel", "http"));
        var labelId = result.Label is { } label ? LabelId(label.Sequence) : null;
        return result.Outcome == SubmitLabelOutcome.Accepted
            ? TypedResults.Ok(new SubmitReply(result.Outcome.ToWord(), labelId))
            : Refusal(result.Outcome, labelId);
    }

    private static async Task<Results<Ok<OutcomeReply>, ProblemHttpResult>> UndoAsync(
        string projectId, string labelId, UndoLabel body, ClaimsPrincipal user, IGrainFactory grains, ProjectLookup lookup)
    {
        var caller = Caller.Of(user);
        var annotator = body.Annotator ?? caller.Annotator;
        if (!Names.IsAnnotator(annotator))
        {
            return Problems.Field("annotator", Names.AnnotatorRule);
        }

        if (!caller.MayActAs(annotator!))
        {
            return Problems.Forbidden("Annotators take back their own labels only.");
        }

        if (await lookup.FindRowAsync(projectId) is null)
        {
            return Problems.NoProject();
        }

        var outcome = TryParseLabelId(labelId, out var sequence)
            ? (await grains.Reach<IAnnotatorGrain>(GrainKeys.Annotator(projectId, annotator!)).Undo(sequence)).Outcome
            : UndoOutcome.LabelUnknown;
        return outcome switch
        {
            UndoOutcome.Undone => TypedResults.Ok(new OutcomeReply(outcome.ToWord())),
            UndoOutcome.LabelUnknown => Problems.Outcome(404, outcome.ToWord(), "labelId: this annotator has no such label."),
            UndoOutcome.WindowOver => Problems.Outcome(409, outcome.ToWord(), "The time for taking this label back is over."),
            _ => Problems.Outcome(409, outcome.ToWord(), "Others' labels have settled the item."),
        };
    }

    /// <summary>The label's id on the wire.</summary>
    public static string LabelId(long sequence) => sequence.ToString(CultureInfo.InvariantCulture);

    /// <summary>Reads an id from the wire.</summary>
    public static bool TryParseLabelId(string? text, out long sequence) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out sequence);

    private static ProblemHttpResult Refusal(SubmitLabelOutcome outcome, string? labelId) => outcome switch
    {
        SubmitLabelOutcome.LeaseUnknown => Problems.Outcome(404, outcome.ToWord(), "leaseId: there is no such lease."),
        SubmitLabelOutcome.AnsweredOtherwise => Problems.Outcome(409, outcome.ToWord(), "The lease was answered with another class; the first answer stands.", labelId),
        SubmitLabelOutcome.LeaseExpired => Problems.Outcome(409, outcome.ToWord(), "The item closed meanwhile.", labelId),
        _ => Problems.Outcome(409, outcome.ToWord(), "Somebody else was given the item meanwhile.", labelId),
    };
}
