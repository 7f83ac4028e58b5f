using ActiveLearning.Silo.Api;

namespace ActiveLearning.Silo.Identity;

/// <summary>
/// Refuses what another site's page makes a signed-in browser send. Cookies are SameSite=Strict already; CORS does not cover WebSockets, so a hub's upgrade
/// that is signed in by cookie must come from a page of this host.
/// </summary>
internal static class OriginCheck
{
    /// <summary>Adds the check. A caller with a key is no browser that was tricked.</summary>
    public static void UseOriginCheck(this WebApplication app) => app.Use(async (http, next) =>
    {
        if (IsAtRisk(http.Request) && ApiKeyAuthentication.KeyOf(http.Request) is null && !ComesFromHere(http.Request))
        {
            await Problems.Forbidden("Origin: the request comes from a page of another host.").ExecuteAsync(http);
            return;
        }

        await next(http);
    });

    private static bool IsAtRisk(HttpRequest request) =>
        request.Path.StartsWithSegments("/hubs")
        || !(HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method));

    private static bool ComesFromHere(HttpRequest request)
    {
        if (request.Headers.Origin is not [{ Length: > 0 } origin])
        {
            // Browsers send it with every WebSocket and every call that changes something; other clients need none.
            return !request.HttpContext.WebSockets.IsWebSocketRequest || request.Headers.Cookie.Count == 0;
        }

        return Uri.TryCreate(origin, UriKind.Absolute, out var from)
            && HostString.FromUriComponent(from).Equals(Complete(request.Host, from.Scheme));
    }

    // FromUriComponent always carries the port; the Host header leaves the scheme's own port out.
    private static HostString Complete(HostString host, string scheme) =>
        host.Port is not null ? host : new HostString(host.Host, scheme == Uri.UriSchemeHttps ? 443 : 80);
}
