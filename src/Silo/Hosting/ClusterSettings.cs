using System.ComponentModel.DataAnnotations;
using System.Net;

namespace ActiveLearning.Silo.Hosting;

/// <summary>How this silo finds the others (configuration section <c>Cluster</c>).</summary>
internal sealed class ClusterSettings
{
    /// <summary>Section of the configuration.</summary>
    public const string Section = "Cluster";

    /// <summary>
    /// Who keeps the list of silos: <c>alone</c> (default; this process is all there is), <c>postgresql</c> (the database of the ledger) or <c>redis</c>
    /// (<c>Redis:ConnectionString</c>).
    /// </summary>
    [RegularExpression("alone|postgresql|redis", ErrorMessage = "Cluster:Membership must be alone, postgresql or redis.")]
    public string Membership { get; set; } = Alone;

    /// <summary>Name that the silos of one cluster have in common. Default <c>active-learning</c>. All silos of one database must have the same: it is one ledger.</summary>
    [Required, StringLength(100, MinimumLength = 1)]
    public string ClusterId { get; set; } = "active-learning";

    /// <summary>Port that other silos reach this one at, 0 to 65,535. Default 11111; 0 takes a free one, so a restarted silo is a new one to the others.</summary>
    [Range(0, 65_535)]
    public int SiloPort { get; set; } = 11111;

    /// <summary>IP address that other silos reach this one at. Default 127.0.0.1: silos of one machine.</summary>
    [Required]
    public string Address { get; set; } = "127.0.0.1";

    /// <summary>What this silo does: <c>all</c> (default), <c>serve</c> (pages, API and hubs, and the grains of people and items) or <c>score</c> (partitions and trainers).</summary>
    [RegularExpression("all|serve|score", ErrorMessage = "Cluster:Roles must be all, serve or score.")]
    public string Roles { get; set; } = "all";

    /// <summary>
    /// How often a silo asks a neighbour whether it lives, and how long it waits for the answer, 0.1 s to 1 min. Default 1 s. Lower: a lost silo is noticed sooner, and a starved one is
    /// taken for lost.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00")]
    public TimeSpan ProbeEvery { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Questions without an answer after which a silo counts as lost, 1 to 20. Default 3. Higher: slower to notice, fewer mistakes. Whatever a silo misses, it counts as alive for twice
    /// <see cref="ProbeEvery"/> times this number after its last message. One whose process is gone is noticed without waiting for any of this.
    /// </summary>
    [Range(1, 20)]
    public int MissedProbes { get; set; } = 3;

    /// <summary>Whether this process is the whole cluster.</summary>
    public bool IsAlone => Membership == Alone;

    /// <summary>Whether this silo has pages, API and hubs; health is told by all.</summary>
    public bool Serves => Roles != "score";

    private const string Alone = "alone";

    /// <summary>Reads and checks the section.</summary>
    /// <exception cref="StartRefusedException">A value is out of range, or does not go with the others.</exception>
    public static ClusterSettings Read(IConfiguration configuration, Stores stores)
    {
        var settings = new ClusterSettings();
        try
        {
            configuration.GetSection(Section).Bind(settings);
            Validator.ValidateObject(settings, new ValidationContext(settings), validateAllProperties: true);
        }
        catch (Exception wrong) when (wrong is ValidationException or InvalidOperationException)
        {
            throw new StartRefusedException($"Cluster: {wrong.Message}", wrong);
        }

        if (!IPAddress.TryParse(settings.Address, out _))
        {
            throw new StartRefusedException($"Cluster:Address must be an IP address; it is {settings.Address}.");
        }

        if (!settings.IsAlone && stores.Postgres is null)
        {
            throw new StartRefusedException("A cluster needs a database that all its silos share: Ledger:Provider=postgresql with Ledger:ConnectionString.");
        }

        if (settings.Membership == "redis" && string.IsNullOrEmpty(configuration["Redis:ConnectionString"]))
        {
            throw new StartRefusedException("Cluster:Membership is redis, so Redis:ConnectionString must say where: host:port.");
        }

        if (!settings.IsAlone && StartLine.Sample(configuration))
        {
            throw new StartRefusedException("The sample runs in one process: leave --sample or Cluster:Membership out.");
        }

        return settings;
    }
}
