namespace ActiveLearning.Silo.Hosting;

/// <summary>What a supervisor asks.</summary>
internal static class HealthEndpoints
{
    /// <summary>Maps <c>/health/live</c> (the process runs) and <c>/health/ready</c> (it serves).</summary>
    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        var health = app.MapGroup("/health").AllowAnonymous().ExcludeFromDescription();
        health.MapGet("/live", () => TypedResults.Text("live"));
        health.MapGet("/ready", async (Readiness readiness, HttpContext http, CancellationToken cancellationToken) =>
        {
            var refusal = await readiness.RefusalAsync(cancellationToken);
            if (refusal is null)
            {
                return Results.Text("ready");
            }

            http.Response.Headers.RetryAfter = "1";
            return Results.Problem(refusal, statusCode: StatusCodes.Status503ServiceUnavailable);
        });
    }
}
