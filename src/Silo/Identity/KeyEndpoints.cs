using ActiveLearning.Contracts.Api;
using ActiveLearning.Silo.Api;
using ActiveLearning.Silo.Hubs;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace ActiveLearning.Silo.Identity;

/// <summary>Making, listing and revoking API keys.</summary>
internal static class KeyEndpoints
{
    private const int MaximumName = 64;

    /// <summary>Maps the calls.</summary>
    public static void MapKeys(this IEndpointRouteBuilder accounts)
    {
        var keys = accounts.MapGroup("/keys").RequireAuthorization(Policies.Administer);
        keys.MapGet("/", ListAsync).WithSummary("All keys, revoked ones included; no secrets.");
        keys.MapPost("/", CreateAsync).ProducesProblem(400).WithSummary("Makes a key. Its secret is shown this once.");
        keys.MapDelete("/{id:int}", RevokeAsync).ProducesProblem(404).WithSummary("Revokes a key and ends its connections.");
    }

    private static async Task<Ok<List<ApiKey>>> ListAsync(IdentityDatabase database, CancellationToken cancellationToken) => TypedResults.Ok(
        await database.ApiKeys.OrderBy(k => k.Id).Select(k => new ApiKey(k.Id, k.Name, k.Role, k.Annotator, k.CreatedAt, k.RevokedAt)).ToListAsync(cancellationToken));

    private static async Task<Results<Ok<CreatedKey>, ProblemHttpResult>> CreateAsync(
        CreateKey body, IdentityDatabase database, KeyRing ring, TimeProvider time, CancellationToken cancellationToken)
    {
        if (body.Name is not { Length: > 0 and <= MaximumName } name || name.Any(char.IsControl))
        {
            return Problems.Field("name", "1 to 64 characters without control characters");
        }

        if (body.Role is not { } role || !Roles.All.Contains(role))
        {
            return Problems.Field("role", $"one of {string.Join(", ", Roles.All)}");
        }

        if (role == Roles.Annotator ? !Names.IsAnnotator(body.Annotator) : body.Annotator is not null)
        {
            return Problems.Field("annotator", role == Roles.Annotator ? Names.AnnotatorRule : "goes with the role annotator only");
        }

        var secret = Secrets.Create();
        var key = new StoredKey { Hash = Secrets.Hash(secret), Name = name, Role = role, Annotator = body.Annotator, CreatedAt = time.GetUtcNow() };
        database.ApiKeys.Add(key);
        await database.SaveChangesAsync(cancellationToken);
        await ring.RefreshAsync(cancellationToken);
        return TypedResults.Ok(new CreatedKey(new ApiKey(key.Id, key.Name, key.Role, key.Annotator, key.CreatedAt, null), secret));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> RevokeAsync(
        int id, IdentityDatabase database, KeyRing ring, HubConnections connections, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await database.ApiKeys.FindAsync([id], cancellationToken) is not { } key)
        {
            return Problems.NotFound("There is no such key.");
        }

        key.RevokedAt ??= time.GetUtcNow();
        await database.SaveChangesAsync(cancellationToken);
        await ring.RefreshAsync(cancellationToken);
        connections.Abort(key.Name); // A good key of the same name connects again at once.
        return TypedResults.NoContent();
    }
}
