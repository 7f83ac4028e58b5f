namespace ActiveLearning.Silo.Hosting;

/// <summary>The pages: a WebAssembly program that is sent to the browser as files.</summary>
internal static class PageHosting
{
    /// <summary>Maps the files, and the start page for every address that the pages' own router knows.</summary>
    public static void MapPages(this WebApplication app)
    {
        app.MapStaticAssets().AllowAnonymous();
        foreach (var files in (string[])["/openapi/{**rest}", "/health/{**rest}", "/_framework/{**rest}", "/_content/{**rest}", "/css/{**rest}", "/js/{**rest}"])
        {
            // Whoever mistypes a file must not be answered with a page.
            app.MapFallback(files, () => Results.Problem("There is nothing here.", statusCode: StatusCodes.Status404NotFound)).AllowAnonymous();
        }

        // Any other address, also one with a dot in it: project ids may have some. Calls and hubs are left out: an endpoint that takes every method and type
        // would answer what is 405 or 415 there. The start page names the newest files, so it is asked for every time.
        foreach (var pages in (string[])["/", "{*path:regex(^(?!(api|hubs)(/|$)))}"])
        {
            app.MapFallbackToFile(pages, "index.html", new StaticFileOptions
            {
                OnPrepareResponse = page => page.Context.Response.Headers.CacheControl = "no-cache",
            }).AllowAnonymous();
        }
    }
}
