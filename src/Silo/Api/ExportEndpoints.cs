using ActiveLearning.Ledger;
using ActiveLearning.Silo.Export;

namespace ActiveLearning.Silo.Api;

/// <summary>Taking delivery of a project's items and labels.</summary>
internal static class ExportEndpoints
{
    /// <summary>Maps the call.</summary>
    public static void MapExport(this IEndpointRouteBuilder api) =>
        api.MapGet("/projects/{projectId}/export", ExportAsync).WithTags("Items").RequireAuthorization(Policies.Own)
            .Produces<string>(200, "application/x-ndjson").ProducesProblem(404)
            .WithSummary("Every item with all its label rows as NDJSON, as of one instant.")
            .WithDescription("Rows are in the order of import; an undo is a row with class null that supersedes a label. Members of a near-duplicate group that one label settled have no labels, name that label in settledBy and carry its consensus. A connection that ends early means that the export is not whole.");

    private static async Task<IResult> ExportAsync(string projectId, HttpContext http, ProjectLookup lookup, ILedger ledger, CancellationToken cancellationToken)
    {
        if (await lookup.FindAsync(projectId) is not { } project)
        {
            return Problems.NoProject();
        }

        http.Response.ContentType = "application/x-ndjson";
        await new ItemExport(project.Row).WriteAsync(ledger.Items.ExportAsync(project.Row.Key, cancellationToken), http.Response.BodyWriter, cancellationToken);
        return Results.Empty;
    }
}
