using ActiveLearning.Contracts.Api;
using ActiveLearning.Grains;
using ActiveLearning.Grains.Training;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ActiveLearning.Silo.Api;

/// <summary>What a project's labels say about pool and model.</summary>
internal static class InsightEndpoints
{
    /// <summary>Maps the call.</summary>
    public static void MapInsight(this IEndpointRouteBuilder api) =>
        api.MapGet("/projects/{projectId}/insight", GetAsync).WithTags("Models").RequireAuthorization(Policies.Own).ProducesProblem(404)
            .WithSummary("Unbiased estimates, measured saving, stop advice and calibration.")
            .WithDescription(
                "Estimates stand on the settled beginning of the control arm's walk, a simple random sample of the pool items counted in control.speaksFor; decisions of the champion are "
                + "out of fold. The saving compares the champion with heads fitted on random labels alone; null ends of an interval mean more than saving.limit. The stopping rule is "
                + "shown, never enforced. Taken after a version became champion, at most every ten seconds; 204 before the first time.");

    private static async Task<Results<Ok<ProjectInsight>, NoContent, ProblemHttpResult>> GetAsync(string projectId, ProjectLookup lookup, IGrainFactory grains) =>
        await lookup.FindAsync(projectId) is null ? Problems.NoProject()
            : await grains.Reach<ITrainerGrain>(GrainKeys.Project(projectId)).GetInsight() is { } insight ? TypedResults.Ok(insight)
            : TypedResults.NoContent();
}
