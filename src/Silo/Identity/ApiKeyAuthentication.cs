using System.Security.Claims;
using System.Text.Encodings.Web;
using ActiveLearning.Silo.Telemetry;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace ActiveLearning.Silo.Identity;

/// <summary>Signs a caller in by the header <c>X-Api-Key</c>. Hub clients and Prometheus may use a bearer token, hub clients also <c>access_token</c> where a browser can't set headers.</summary>
internal sealed class ApiKeyAuthentication(
    KeyRing keys, IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    /// <summary>Name of the scheme.</summary>
    public const string SchemeName = "api-key";

    private const string Header = "X-Api-Key";
    private const string Bearer = "Bearer ";

    /// <summary>The key that a request carries, or null.</summary>
    public static string? KeyOf(HttpRequest request)
    {
        if (request.Headers.TryGetValue(Header, out var key))
        {
            return key.ToString();
        }

        var isHub = request.Path.StartsWithSegments("/hubs");
        if (!isHub && !request.Path.StartsWithSegments(TelemetryHosting.MetricsPath))
        {
            return null;
        }

        var authorization = request.Headers.Authorization.ToString();
        return authorization.StartsWith(Bearer, StringComparison.Ordinal) ? authorization[Bearer.Length..]
            : isHub && request.Query.TryGetValue("access_token", out var token) ? token.ToString()
            : null;
    }

    /// <inheritdoc/>
    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (KeyOf(Request) is not { } key)
        {
            return AuthenticateResult.NoResult();
        }

        if (await keys.FindAsync(key, Context.RequestAborted) is not { } caller)
        {
            return AuthenticateResult.Fail("The key is unknown or revoked.");
        }

        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(CallerClaims.Of(caller, SchemeName)), SchemeName));
    }

    /// <inheritdoc/>
    protected override Task HandleChallengeAsync(AuthenticationProperties properties) => AuthenticationProblems.WriteAsync(Context, StatusCodes.Status401Unauthorized);

    /// <inheritdoc/>
    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) => AuthenticationProblems.WriteAsync(Context, StatusCodes.Status403Forbidden);
}
