using ActiveLearning.Contracts.Api;
using ActiveLearning.Ledger;
using ActiveLearning.Silo.Import;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Net.Http.Headers;

namespace ActiveLearning.Silo.Api;

/// <summary>Importing items, and listing those that nobody wants to answer.</summary>
internal static class ItemEndpoints
{
    private const int MostBlocked = 1_000;

    /// <summary>Maps the calls.</summary>
    public static void MapItems(this IEndpointRouteBuilder api)
    {
        var project = api.MapGroup("/projects/{projectId}").WithTags("Items").RequireAuthorization(Policies.Own);
        project.MapPost("/items", ImportAsync).Accepts<Stream>("application/x-ndjson", "text/csv").ProducesProblem(404).ProducesProblem(415).ProducesProblem(503)
            .WithSummary("Imports items from NDJSON or CSV, in any length.")
            .WithDescription(
                "A row is applied whole or not at all; bad rows are reported with row, field and reason (the first 1,000). The same rows again are duplicates; "
                + "the same id with another content is rejected. A broken upload keeps the rows it committed, and sending it again is safe. "
                + "While labelling goes on an upload is read more slowly; 503 with Retry-After says that too many are under way. "
                + "NDJSON: id, text, attributes (values are strings; numbers and booleans are kept as they are written), gold, split; other members are left aside. "
                + "CSV: a header with id and text; split and gold are optional, every other column is an attribute, an empty one is absent.");
        project.MapGet("/blocked", BlockedAsync).ProducesProblem(404).WithSummary("Items that too many people skipped (the first 1,000).");
    }

    private static async Task<Results<Ok<ImportReport>, ProblemHttpResult>> ImportAsync(
        string projectId, HttpContext http, ProjectLookup lookup, UploadPlaces places, ItemImport import, CancellationToken cancellationToken)
    {
        // A pool has no natural size, and somebody's line may be slow: the two limits that protect ordinary calls don't fit here.
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = null;
        }

        if (http.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate)
        {
            rate.MinDataRate = null;
        }

        if (await lookup.FindAsync(projectId) is not { } project)
        {
            return Problems.NoProject();
        }

        var rules = new ItemRowRules(project.Row);
        var type = MediaTypeHeaderValue.TryParse(http.Request.ContentType, out var parsed) ? parsed.MediaType.Value : null;
        var rows = type?.ToUpperInvariant() switch
        {
            "APPLICATION/X-NDJSON" or "APPLICATION/NDJSON" or "APPLICATION/JSONL" => NdjsonRows.ReadAsync(http.Request.BodyReader, rules, cancellationToken),
            "TEXT/CSV" => CsvRows.ReadAsync(http.Request.Body, rules, cancellationToken),
            _ => null,
        };
        if (rows is null)
        {
            return TypedResults.Problem("Content-Type: application/x-ndjson or text/csv.", statusCode: StatusCodes.Status415UnsupportedMediaType);
        }

        using var place = places.TryTake();
        if (place is null)
        {
            http.Response.Headers.RetryAfter = UploadPlaces.RetryAfterSeconds;
            return TypedResults.Problem("Too many uploads are under way here. Nothing of this one was stored; send it again later.", statusCode: StatusCodes.Status503ServiceUnavailable);
        }

        return TypedResults.Ok(await import.RunAsync(project.Row, rows, cancellationToken));
    }

    private static async Task<Results<Ok<List<BlockedItem>>, ProblemHttpResult>> BlockedAsync(
        string projectId, ProjectLookup lookup, ILedger ledger, CancellationToken cancellationToken)
    {
        if (await lookup.FindAsync(projectId) is not { } project)
        {
            return Problems.NoProject();
        }

        var blocked = await ledger.Items.ReadBlockedAsync(project.Row.Key, MostBlocked, cancellationToken);
        return TypedResults.Ok(blocked.Select(item => new BlockedItem(item.State.Id, item.Text, item.Attributes)).ToList());
    }
}
