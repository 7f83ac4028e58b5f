using System.Security.Claims;
using ActiveLearning.Contracts.Api;

namespace ActiveLearning.Silo.Api;

/// <summary>Who calls, as the API needs to know it.</summary>
/// <param name="Name">Name of the account or key.</param>
/// <param name="Role">One of <see cref="Roles"/>.</param>
/// <param name="Annotator">Pseudonym under which this caller labels; null for a key that is bound to none.</param>
internal sealed record Caller(string Name, string Role, string? Annotator)
{
    /// <summary>Claim that carries the pseudonym.</summary>
    public const string AnnotatorClaim = "annotator";

    /// <summary>Whether the caller sees only what is leased to them.</summary>
    public bool IsAnnotator => Role == Roles.Annotator;

    /// <summary>The caller behind an authenticated principal.</summary>
    public static Caller Of(ClaimsPrincipal principal) => new(
        principal.FindFirstValue(ClaimTypes.Name) ?? "",
        principal.FindFirstValue(ClaimTypes.Role) ?? Roles.Annotator,
        principal.FindFirstValue(AnnotatorClaim));

    /// <summary>Whether the caller may work under this pseudonym: annotators only under their own.</summary>
    public bool MayActAs(string annotator) => !IsAnnotator || annotator == Annotator;
}
