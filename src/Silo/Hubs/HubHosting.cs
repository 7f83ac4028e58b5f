using ActiveLearning.Silo.Api;
using Microsoft.AspNetCore.SignalR;

namespace ActiveLearning.Silo.Hubs;

/// <summary>The two hubs, with the same JSON as the HTTP API.</summary>
internal static class HubHosting
{
    /// <summary>Adds hubs, screens and what watches over them.</summary>
    public static void AddHubs(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton<HubConnections>();
        services.AddSingleton<HubFailures>();
        services.AddSingleton<AnnotatorScreens>();
        services.AddHostedService(s => s.GetRequiredService<AnnotatorScreens>());
        services.AddHostedService<ConnectionReview>();
        services.AddSignalR(hubs =>
        {
            // A client that answers an offer must be able to while one of its calls still runs.
            hubs.MaximumParallelInvocationsPerClient = 2;
            hubs.AddFilter<HubConnections>();
            hubs.AddFilter<HubFailures>();
        }).AddJsonProtocol(o => ApiJson.Apply(o.PayloadSerializerOptions));
    }

    /// <summary>Maps both hubs.</summary>
    public static void MapHubs(this IEndpointRouteBuilder app)
    {
        app.MapHub<AnnotatorHub>("/hubs/annotator");
        app.MapHub<DashboardHub>("/hubs/dashboard");
    }
}
