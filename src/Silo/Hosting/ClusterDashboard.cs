using ActiveLearning.Silo.Api;
using Orleans.Dashboard;

namespace ActiveLearning.Silo.Hosting;

/// <summary>Orleans' own dashboard of silos, grains and calls, at <c>/cluster</c>. It asks nobody who they are by itself, so only admins are let in.</summary>
internal static class ClusterDashboard
{
    /// <summary>Where it is.</summary>
    public const string Path = "/cluster";

    /// <summary>Adds it to the silo.</summary>
    public static void AddClusterDashboard(this WebApplicationBuilder builder) => builder.UseOrleans(silo =>
    {
        silo.AddActivityPropagation();
        silo.AddDashboard();
    });

    /// <summary>Maps its pages and calls.</summary>
    public static void MapClusterDashboard(this WebApplication app) =>
        app.MapOrleansDashboard(routePrefix: Path).RequireAuthorization(Policies.Administer).ExcludeFromDescription();
}
