using System.Security.Claims;
using ActiveLearning.Contracts;
using ActiveLearning.Contracts.Api;
using ActiveLearning.Contracts.Hubs;
using ActiveLearning.Grains;
using ActiveLearning.Grains.Annotators;
using ActiveLearning.Ledger;
using ActiveLearning.Ledger.Labels;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ActiveLearning.Silo.Api;

/// <summary>Taking leases and giving them up.</summary>
internal static class LeaseEndpoints
{
    private const int MaximumCount = 50;
    private const int MaximumReason = 200;

    /// <summary>Maps the calls.</summary>
    public static void MapLeases(this IEndpointRouteBuilder api)
    {
        var project = api.MapGroup("/projects/{projectId}").WithTags("Leases").RequireAuthorization(Policies.Annotate);
        project.MapPost("/annotators/{annotator}/lease", LeaseAsync).ProducesProblem(400).ProducesProblem(403).ProducesProblem(404)
            .WithSummary("The annotator's live, unanswered leases, oldest first, topped up with new ones to count (1 to 50).")
            .WithDescription("Safe to repeat. An empty list when nothing is open to this annotator. The annotator is made on first use.");
        project.MapPost("/leases/{leaseId}/skip", SkipAsync).ProducesProblem(400).ProducesProblem(404).ProducesProblem(409)
            .WithSummary("Gives an item up: it goes to somebody else, never back to this annotator.");
    }

    private static async Task<Results<Ok<LeaseList>, ProblemHttpResult>> LeaseAsync(
        string projectId, string annotator, ClaimsPrincipal user, IGrainFactory grains, ProjectLookup lookup, int count = 1)
    {
        var caller = Caller.Of(user);
        if (!Names.IsAnnotator(annotator))
        {
            return Problems.Field("annotator", Names.AnnotatorRule);
        }

        if (count is < 1 or > MaximumCount)
        {
            return Problems.Field("count", $"1 to {MaximumCount}");
        }

        if (!caller.MayActAs(annotator))
        {
            return Problems.Forbidden("Annotators take leases under their own name only.");
        }

        if (await lookup.FindRowAsync(projectId) is null)
        {
            return Problems.NoProject();
        }

        var leases = await grains.Reach<IAnnotatorGrain>(GrainKeys.Annotator(projectId, annotator)).Lease(count);
        return TypedResults.Ok(new LeaseList([.. leases.Select(l => View(l, caller))]));
    }

    private static async Task<Results<Ok<SkipReply>, ProblemHttpResult>> SkipAsync(
        string projectId, string leaseId, SkipLease body, ClaimsPrincipal user, IGrainFactory grains, ProjectLookup lookup, ILedger ledger, CancellationToken cancellationToken)
    {
        var reason = body.Reason ?? "";
        if (reason.Length > MaximumReason || reason.Contains('\0', StringComparison.Ordinal))
        {
            return Problems.Field("reason", "at most 200 characters, none of them U+0000");
        }

        if (await lookup.FindRowAsync(projectId) is not { } project)
        {
            return Problems.NoProject();
        }

        var holder = await HolderAsync(ledger, project.Key, leaseId, user, cancellationToken);
        var outcome = holder is var (id, annotator)
            ? (await grains.Reach<IAnnotatorGrain>(GrainKeys.Annotator(projectId, annotator)).Skip(id, reason)).Outcome
            : SkipOutcome.LeaseUnknown;
        return outcome switch
        {
            SkipOutcome.Skipped => TypedResults.Ok(new SkipReply(outcome.ToWord())),
            SkipOutcome.LeaseUnknown => Problems.Outcome(404, outcome.ToWord(), "leaseId: there is no such lease."),
            SkipOutcome.Answered => Problems.Outcome(409, outcome.ToWord(), "The lease was answered; undo the label instead."),
            _ => Problems.Outcome(409, outcome.ToWord(), "Somebody else was given the item meanwhile."),
        };
    }

    /// <summary>Whose lease it is; null when there is no such lease, or it is not one that this caller may know of.</summary>
    public static async Task<(LeaseId Id, string Annotator)?> HolderAsync(
        ILedger ledger, int projectKey, string? leaseId, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        if (!LeaseId.TryParse(leaseId, out var id) || await ledger.Labels.FindLeaseAsync(projectKey, id, cancellationToken) is not { } lease)
        {
            return null;
        }

        return Caller.Of(user).MayActAs(lease.Annotator) ? (id, lease.Annotator) : null;
    }

    // Who labels an item sees neither its arm nor what would betray it.
    private static LeaseView View(LeasedItem item, Caller caller)
    {
        var grounds = item.Lease.Grounds;
        return new LeaseView(
            item.Lease.Id.ToString(),
            item.Lease.ItemId,
            item.Lease.Id.Epoch,
            item.Lease.LeasedAt,
            item.Lease.ExpiresAt,
            item.Text,
            item.Attributes,
            WhySentence.For(grounds.Reason, grounds.Neighbours),
            caller.IsAnnotator ? null : grounds.Strategy,
            caller.IsAnnotator ? null : grounds.Arm.ToWord());
    }
}
