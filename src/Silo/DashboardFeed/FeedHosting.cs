namespace ActiveLearning.Silo.DashboardFeed;

/// <summary>What keeps owners' pages live.</summary>
internal static class FeedHosting
{
    /// <summary>Adds the feed.</summary>
    public static void AddDashboardFeed(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<LabelActivities>();
        builder.Services.AddSingleton<DashboardFeeds>();
        builder.Services.AddHostedService(s => s.GetRequiredService<DashboardFeeds>());
    }
}
