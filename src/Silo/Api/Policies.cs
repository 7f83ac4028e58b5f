using ActiveLearning.Contracts.Api;
using Microsoft.AspNetCore.Authorization;

namespace ActiveLearning.Silo.Api;

/// <summary>Who may call what. A call without a policy is refused to everybody.</summary>
internal static class Policies
{
    /// <summary>Labelling: everybody who signed in; annotators under their own pseudonym only.</summary>
    public const string Annotate = "annotate";

    /// <summary>Projects, items, dashboards, export: owners and admins.</summary>
    public const string Own = "own";

    /// <summary>Accounts and keys: admins.</summary>
    public const string Administer = "administer";

    /// <summary>Adds the policies.</summary>
    public static void AddPolicies(this IServiceCollection services) => services.AddAuthorizationBuilder()
        .AddPolicy(Annotate, p => p.RequireRole(Roles.Annotator, Roles.Owner, Roles.Admin))
        .AddPolicy(Own, p => p.RequireRole(Roles.Owner, Roles.Admin))
        .AddPolicy(Administer, p => p.RequireRole(Roles.Admin))
        .SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().RequireAssertion(c => IsUnmapped(c.Resource)).Build());

    // Routing's own answers (404, 405, 415) carry no metadata; every mapped call does.
    private static bool IsUnmapped(object? resource) => resource is HttpContext http && http.GetEndpoint() is null or { Metadata.Count: 0 };
}
