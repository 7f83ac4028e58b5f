using System.Security.Claims;
using ActiveLearning.Contracts.Api;
using ActiveLearning.Silo.Api;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;

namespace ActiveLearning.Silo.Identity;

/// <summary>Inviting people, and accepting.</summary>
internal static class InvitationEndpoints
{
    private const string Gone = "The invitation is unknown, used or expired.";

    /// <summary>Maps the calls.</summary>
    public static void MapInvitations(this IEndpointRouteBuilder accounts)
    {
        accounts.MapPost("/invitations", CreateAsync).RequireAuthorization(Policies.Own).ProducesProblem(400).ProducesProblem(403).ProducesProblem(409)
            .WithSummary("Makes a one-time link for an account-to-be. Admins invite anybody, owners invite annotators.");
        accounts.MapGet("/invitations/{token}", GetAsync).AllowAnonymous().RequireRateLimiting(SignInLimits.PerAddress).ProducesProblem(404)
            .WithSummary("Whom an invitation is for.");
        accounts.MapPost("/invitations/{token}", AcceptAsync).AllowAnonymous().RequireRateLimiting(SignInLimits.PerAddress).ProducesProblem(400).ProducesProblem(404)
            .WithSummary("Accepts an invitation with a password of one's own: makes the account and signs in.");
    }

    private static async Task<Results<Ok<CreatedInvitation>, ProblemHttpResult>> CreateAsync(
        CreateInvitation body, HttpContext http, ClaimsPrincipal user, Invitations invitations, CancellationToken cancellationToken)
    {
        if (!Names.IsAnnotator(body.Name))
        {
            return Problems.Field("name", Names.AnnotatorRule);
        }

        if (body.Role is not { } role || !Roles.All.Contains(role))
        {
            return Problems.Field("role", $"one of {string.Join(", ", Roles.All)}");
        }

        var caller = Caller.Of(user);
        if (caller.Role != Roles.Admin && role != Roles.Annotator)
        {
            return Problems.Forbidden("Owners invite annotators; only an admin invites owners and admins.");
        }

        if (await invitations.CreateAsync(body.Name!, role, caller.Name, cancellationToken) is not var (token, invitation))
        {
            return Problems.Conflict("name", "taken by an account");
        }

        return TypedResults.Ok(new CreatedInvitation($"{http.Request.Scheme}://{http.Request.Host}/invite/{token}", token, invitation.Name, role, invitation.ExpiresAt));
    }

    private static async Task<Results<Ok<Invitation>, ProblemHttpResult>> GetAsync(string token, Invitations invitations, CancellationToken cancellationToken) =>
        await invitations.FindAsync(token, cancellationToken) is { } found
            ? TypedResults.Ok(new Invitation(found.Name, found.Role, found.ExpiresAt))
            : Problems.NotFound(Gone);

    private static async Task<Results<Ok<CurrentAccount>, ProblemHttpResult>> AcceptAsync(
        string token, AcceptInvitation body, Invitations invitations, SignInManager<Person> signIns, CancellationToken cancellationToken)
    {
        if (body.Password is not { Length: > 0 and <= PasswordRules.MaximumLength } password)
        {
            return Problems.Field("password", "10 to 256 characters");
        }

        if (await invitations.AcceptAsync(token, password, cancellationToken) is not var (person, refusal))
        {
            return Problems.NotFound(Gone);
        }

        if (person is null)
        {
            return Problems.Field("password", refusal!);
        }

        await signIns.SignInAsync(person, isPersistent: false);
        return TypedResults.Ok(new CurrentAccount(person.UserName!, person.Role, person.UserName));
    }
}
