namespace ActiveLearning.Silo.Hosting;

/// <summary>Start and end of the process.</summary>
internal static class LifecycleHosting
{
    // Ctrl-C is answered within 10 s, whatever hangs.
    private static readonly TimeSpan PatienceAtTheEnd = TimeSpan.FromSeconds(8);

    /// <summary>Adds readiness, the announcement, and the limit for ending.</summary>
    public static void AddLifecycle(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<StartAnnouncement>();
        builder.Services.AddSingleton<Readiness>();
        builder.Services.AddHostedService<Lifecycle>();
        builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = PatienceAtTheEnd);
    }
}
