using System.Security.Claims;
using ActiveLearning.Contracts.Api;
using ActiveLearning.Ledger;
using ActiveLearning.Silo.Api;
using ActiveLearning.Silo.Hubs;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace ActiveLearning.Silo.Identity;

/// <summary>Signing in and out, and who one is.</summary>
internal static class AccountEndpoints
{
    /// <summary>Maps the calls.</summary>
    public static void MapAccounts(this IEndpointRouteBuilder api)
    {
        var accounts = api.MapGroup("/accounts").WithTags("Accounts");
        accounts.MapPost("/sign-in", SignInAsync).AllowAnonymous().RequireRateLimiting(SignInLimits.PerAddress)
            .ProducesProblem(401).ProducesProblem(429).WithSummary("Signs in with name and password; sets a cookie.");
        accounts.MapPost("/sign-out", SignOutAsync).AllowAnonymous().WithSummary("Ends the session.");
        accounts.MapGet("/me", (ClaimsPrincipal user) => TypedResults.Ok(Me(Caller.Of(user)))).RequireAuthorization(Policies.Annotate)
            .ProducesProblem(401).WithSummary("Who calls.");
        accounts.MapGet("/me/projects", MyProjectsAsync).RequireAuthorization(Policies.Annotate).WithSummary("Names of the projects that one can label in.");
        accounts.MapGet("/", ListAsync).RequireAuthorization(Policies.Administer).WithSummary("All accounts.");
        accounts.MapPost("/{name}/disabled", DisableAsync).RequireAuthorization(Policies.Administer)
            .ProducesProblem(400).ProducesProblem(404).WithSummary("Disables or enables an account. Disabling ends its sessions.");
        accounts.MapInvitations();
        accounts.MapKeys();
    }

    /// <summary>A caller as pages see it.</summary>
    public static CurrentAccount Me(Caller caller) => new(caller.Name, caller.Role, caller.Annotator);

    private static async Task<IResult> SignInAsync(SignIn body, HttpContext http, SignInLimits limits, UserManager<Person> people, SignInManager<Person> signIns)
    {
        var name = body.Name ?? "";
        if (!limits.Allows(http, name[..Math.Min(name.Length, 128)]))
        {
            return SignInLimits.Refusal(http);
        }

        var password = body.Password is { Length: > 0 and <= PasswordRules.MaximumLength } given ? given : "-";
        var person = Names.IsAnnotator(name) ? await people.FindByNameAsync(name) : null;

        // A password takes its time, and the thread that waits for sockets (InlineSockets) has none.
        await Task.Yield();
        if (person is null)
        {
            // As slow as a wrong password, so that names can't be found out by the clock.
            people.PasswordHasher.HashPassword(new Person(), password);
            return Refused();
        }

        var checkedPassword = await signIns.CheckPasswordSignInAsync(person, password, lockoutOnFailure: true);
        if (!checkedPassword.Succeeded || person.Disabled)
        {
            return Refused();
        }

        await signIns.SignInAsync(person, isPersistent: false);
        return TypedResults.Ok(new CurrentAccount(person.UserName!, person.Role, person.UserName));
    }

    private static ProblemHttpResult Refused() => TypedResults.Problem(
        "The name or the password is wrong, or the account is locked or disabled.", statusCode: StatusCodes.Status401Unauthorized);

    private static async Task<NoContent> SignOutAsync(SignInManager<Person> signIns)
    {
        await signIns.SignOutAsync();
        return TypedResults.NoContent();
    }

    private static async Task<Ok<List<ProjectName>>> MyProjectsAsync(ILedger ledger, ProjectLookup lookup, CancellationToken cancellationToken)
    {
        var names = new List<ProjectName>();
        foreach (var row in await ledger.Projects.ListAsync(cancellationToken))
        {
            names.Add(new ProjectName(row.Id, row.Name, await lookup.FindAsync(row.Id) is { Paused: true }));
        }

        return TypedResults.Ok(names);
    }

    private static async Task<Ok<List<Account>>> ListAsync(IdentityDatabase database, CancellationToken cancellationToken) => TypedResults.Ok(
        await database.Users.OrderBy(p => p.Id).Select(p => new Account(p.UserName!, p.Role, p.Disabled, p.CreatedAt)).ToListAsync(cancellationToken));

    private static async Task<Results<Ok<Account>, ProblemHttpResult>> DisableAsync(
        string name, DisableAccount body, ClaimsPrincipal user, UserManager<Person> people, HubConnections connections)
    {
        if (!Names.IsAnnotator(name) || await people.FindByNameAsync(name) is not { } person)
        {
            return Problems.NotFound("There is no such account.");
        }

        if (body.Disabled && person.UserName == Caller.Of(user).Name)
        {
            return Problems.Field("name", "nobody disables their own account");
        }

        person.Disabled = body.Disabled;
        await people.UpdateSecurityStampAsync(person); // Also stores the change; sessions with the old stamp end.
        if (body.Disabled)
        {
            connections.Abort(person.UserName!);
        }

        return TypedResults.Ok(new Account(person.UserName!, person.Role, person.Disabled, person.CreatedAt));
    }
}
