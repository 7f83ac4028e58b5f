using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Extensions.FileProviders;

namespace ActiveLearning.Silo.Hosting;

/// <summary>Headers that keep a browser from doing more with an answer than this program means it to.</summary>
internal static partial class SecurityHeaders
{
    /// <summary>Adds the headers to every answer.</summary>
    public static void UseSecurityHeaders(this WebApplication app)
    {
        var policy = ContentSecurityPolicy(app.Environment.WebRootFileProvider.GetFileInfo("index.html"));
        app.Use((http, next) =>
        {
            var headers = http.Response.Headers;
            headers.ContentSecurityPolicy = policy;
            headers.XContentTypeOptions = "nosniff";
            headers["Referrer-Policy"] = "no-referrer";
            headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()";
            headers["Cross-Origin-Opener-Policy"] = "same-origin";

            // Answers of the API speak of one person's work: no cache keeps them.
            if (http.Request.Path.StartsWithSegments("/api"))
            {
                headers.CacheControl = "no-store";
            }

            return next(http);
        });
    }

    // WebAssembly needs 'wasm-unsafe-eval'; the component library sets sizes by style attributes. Scripts come from files of this program only; the one
    // script block that the build writes into the start page (the import map) is allowed by its hash.
    private static string ContentSecurityPolicy(IFileInfo startPage)
    {
        var hashes = startPage.Exists ? string.Concat(InlineScriptHashes(startPage)) : "";
        return $"default-src 'self'; script-src 'self' 'wasm-unsafe-eval'{hashes}; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; "
            + "connect-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";
    }

    private static IEnumerable<string> InlineScriptHashes(IFileInfo startPage)
    {
        using var reader = new StreamReader(startPage.CreateReadStream());
        foreach (Match script in InlineScript().Matches(reader.ReadToEnd()))
        {
            yield return $" 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(script.Groups[1].Value)))}'";
        }
    }

    [GeneratedRegex("<script(?![^>]*\\ssrc=)[^>]*>(.+?)</script>", RegexOptions.Singleline | RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex InlineScript();
}
