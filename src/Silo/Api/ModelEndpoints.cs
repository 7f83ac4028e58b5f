using ActiveLearning.Contracts.Api;
using ActiveLearning.Ledger;
using ActiveLearning.Ledger.Models;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ActiveLearning.Silo.Api;

/// <summary>Model versions of a project.</summary>
internal static class ModelEndpoints
{
    /// <summary>Maps the calls.</summary>
    public static void MapModels(this IEndpointRouteBuilder api) =>
        api.MapGet("/projects/{projectId}/models", ListAsync).WithTags("Models").RequireAuthorization(Policies.Own).ProducesProblem(404)
            .WithSummary("All model versions, oldest first, with stage, labels seen and metrics.");

    private static async Task<Results<Ok<IEnumerable<ModelVersion>>, ProblemHttpResult>> ListAsync(
        string projectId, ProjectLookup lookup, ILedger ledger, CancellationToken cancellationToken) =>
        await lookup.FindAsync(projectId) is { } project
            ? TypedResults.Ok((await ledger.Models.ListAsync(project.Row.Key, cancellationToken)).Select(View))
            : Problems.NoProject();

    /// <summary>A version as pages and scripts see it.</summary>
    public static ModelVersion View(ModelVersionRow row) => new(row.Version, row.Stage.ToWord(), row.Labels, row.Metrics, row.CreatedAt, row.Strategy);
}
