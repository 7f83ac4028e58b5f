using System.Globalization;
using ActiveLearning.Contracts.Api;
using ActiveLearning.Grains;
using ActiveLearning.Grains.Grouping;
using ActiveLearning.Grains.Labelled;
using ActiveLearning.Grains.Projects;
using ActiveLearning.Ledger;
using ActiveLearning.Ledger.Groups;
using ActiveLearning.Ledger.Items;
using ActiveLearning.Silo.Export;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ActiveLearning.Silo.Api;

/// <summary>Near-duplicate groups: seeing and splitting them.</summary>
internal static class GroupEndpoints
{
    private const int MostOnAPage = 200;
    private const int MembersShown = 20;

    /// <summary>Maps the calls.</summary>
    public static void MapGroups(this IEndpointRouteBuilder api)
    {
        var project = api.MapGroup("/projects/{projectId}").WithTags("Near-duplicates").RequireAuthorization(Policies.Own);
        project.MapGet("/groups", ListAsync).ProducesProblem(400).ProducesProblem(404)
            .WithSummary("Near-duplicate groups of two or more, each settled by one label.")
            .WithDescription(
                "A group's id is the id of the item that is offered for all. after is next of the page before; limit is 1 to 200, by default 50. "
                + $"Of each group the first {MembersShown} members are listed.");
        project.MapPost("/groups/{groupId}/split", SplitAsync).ProducesProblem(400).ProducesProblem(404)
            .WithSummary("Takes items out of a group for good; without items the whole group is dissolved.")
            .WithDescription(
                "Items that are taken out join no group again. Members that the group's label had settled are open again once they are of the group no more; "
                + "the label stays with the item that it was given for. When that item is taken out, another member is offered for the rest.");
        project.MapGet("/test-twins", ListTwinsAsync).ProducesProblem(400).ProducesProblem(404)
            .WithSummary("Pool items that are near-duplicates of held-out ones. They can be labelled; no model learns from them.");
    }

    private static async Task<Results<Ok<GroupPage>, ProblemHttpResult>> ListAsync(
        string projectId, ProjectLookup lookup, ILedger ledger, CancellationToken cancellationToken, string? after = null, int limit = 50)
    {
        if (CheckPage(after, limit, out var ordinal) is { } refused)
        {
            return refused;
        }

        if (await lookup.FindAsync(projectId) is not { } project)
        {
            return Problems.NoProject();
        }

        var groups = await ledger.Groups.ListAsync(project.Row.Key, ordinal, limit, MembersShown, cancellationToken);
        var views = new List<GroupView>(groups.Count);
        foreach (var group in groups)
        {
            views.Add(View(project, group, await ledger.Items.ReadAsync(project.Row.Key, group.Representative.Ordinal, cancellationToken)));
        }

        return TypedResults.Ok(new GroupPage(views, groups.Count == limit ? Cursor(groups[^1].Representative.Ordinal) : null));
    }

    private static async Task<Results<Ok<SplitReply>, ProblemHttpResult>> SplitAsync(
        string projectId,
        string groupId,
        SplitGroup? body,
        IGrainFactory grains,
        ProjectLookup lookup,
        ILedger ledger,
        CancellationToken cancellationToken)
    {
        if (await lookup.FindAsync(projectId) is not { } project)
        {
            return Problems.NoProject();
        }

        if (body?.Items is { Count: 0 or > MostOnAPage })
        {
            return Problems.Field("items", $"1 to {MostOnAPage} ids; absent dissolves the group");
        }

        if (await FindAsync(ledger, project, groupId, cancellationToken) is not { } representative)
        {
            return Refusal(SplitOutcome.GroupUnknown);
        }

        var ordinals = new List<int>();
        foreach (var id in body?.Items ?? [])
        {
            if (await FindAsync(ledger, project, id, cancellationToken) is not { } ordinal)
            {
                return Refusal(SplitOutcome.NotAMember);
            }

            ordinals.Add(ordinal);
        }

        var result = await grains.Reach<IGroupingGrain>(GrainKeys.Project(projectId)).Split(representative, body?.Items is null ? null : [.. ordinals]);
        return result.Outcome == SplitOutcome.Split
            ? TypedResults.Ok(new SplitReply(result.Outcome.ToWord(), result.Opened))
            : Refusal(result.Outcome);
    }

    private static async Task<Results<Ok<TestTwinPage>, ProblemHttpResult>> ListTwinsAsync(
        string projectId, ProjectLookup lookup, ILedger ledger, CancellationToken cancellationToken, string? after = null, int limit = 50)
    {
        if (CheckPage(after, limit, out var ordinal) is { } refused)
        {
            return refused;
        }

        if (await lookup.FindAsync(projectId) is not { } project)
        {
            return Problems.NoProject();
        }

        var twins = await ledger.Groups.ListTestTwinsAsync(project.Row.Key, ordinal, limit, cancellationToken);
        return TypedResults.Ok(new TestTwinPage(
            [.. twins.Select(twin => new TestTwinView(twin.Id, twin.Text, twin.TestId))], twins.Count == limit ? Cursor(twins[^1].Ordinal) : null));
    }

    private static async Task<int?> FindAsync(ILedger ledger, Project project, string? itemId, CancellationToken cancellationToken) =>
        Names.IsId(itemId) ? await ledger.Items.FindAsync(project.Row.Key, itemId!, cancellationToken) : null;

    private static ProblemHttpResult? CheckPage(string? after, int limit, out int ordinal)
    {
        ordinal = -1;
        if (limit is < 1 or > MostOnAPage)
        {
            return Problems.Field("limit", $"1 to {MostOnAPage}");
        }

        return after is null || int.TryParse(after, NumberStyles.None, CultureInfo.InvariantCulture, out ordinal)
            ? null
            : Problems.Field("after", "next of an earlier page");
    }

    private static string Cursor(int ordinal) => ordinal.ToString(CultureInfo.InvariantCulture);

    private static GroupView View(Project project, NearDuplicateGroup group, ItemRecord? representative)
    {
        var live = LabelFold.Live(representative?.Labels ?? []);
        var isSettled = group.Representative.IsSettled && live.Count > 0;
        return new GroupView(
            group.Representative.Id,
            group.Size,
            group.Representative.Blocked ? "blocked" : isSettled ? "settled" : "open",
            isSettled ? LabelEndpoints.LabelId(live[^1].Sequence) : null,
            isSettled ? ItemExport.ConsensusOf(project.Row, live) : null,
            [.. group.Members.Select(member => new GroupMemberView(member.Id, member.Text, member.TestTwinId))]);
    }

    private static ProblemHttpResult Refusal(SplitOutcome outcome) => outcome == SplitOutcome.NotAMember
        ? Problems.Field("items", "one of them is no member of this group")
        : Problems.Outcome(404, outcome.ToWord(), "groupId: there is no such group.");
}
