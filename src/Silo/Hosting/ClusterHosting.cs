using System.Globalization;
using System.Net;
using System.Net.Sockets;
using ActiveLearning.Grains.Placement;
using ActiveLearning.Silo.Hosting.GrainStorage;
using Orleans.Configuration;
using Orleans.Runtime.MembershipService.SiloMetadata;
using Orleans.Serialization;
using StackExchange.Redis;

namespace ActiveLearning.Silo.Hosting;

/// <summary>The Orleans silo inside this process.</summary>
internal static class ClusterHosting
{
    // While a grain closes its callers wait. All that a closing grain still does is end its loops; truth is in the ledger, so none is lost when one takes too long.
    private static readonly TimeSpan ClosingTime = TimeSpan.FromSeconds(2);

    // Where grains are that others host: partitions, projects and the people at work. A gauge goes through the whole table once a second, and Orleans' own million places take it 6 ms.
    private const int RememberedPlaces = 20_000;

    private static readonly TimeSpan BetweenLoadReports = TimeSpan.FromSeconds(5);

    // Grain storage keys rows by the service's name: it never changes.
    private const string ServiceId = "active-learning";

    /// <summary>Adds the silo: alone in its cluster, or one of several that find each other in PostgreSQL or Redis.</summary>
    public static ClusterSettings AddCluster(this WebApplicationBuilder builder, DataFolder data, Stores stores)
    {
        var settings = ClusterSettings.Read(builder.Configuration, stores);
        builder.Services.AddSingleton(settings);
        builder.UseOrleans(silo =>
        {
            // No gateway anywhere: callers from outside come by HTTP and hubs.
            if (settings.IsAlone)
            {
                silo.UseLocalhostClustering(FreePort(), gatewayPort: 0, primarySiloEndpoint: null, serviceId: ServiceId, clusterId: ServiceId);
            }
            else
            {
                silo.Configure<ClusterOptions>(o => (o.ServiceId, o.ClusterId) = (ServiceId, settings.ClusterId));
                var port = settings.SiloPort == 0 ? FreePort() : settings.SiloPort;
                silo.ConfigureEndpoints(IPAddress.Parse(settings.Address), port, gatewayPort: 0);
                silo.Configure<SiloOptions>(o => o.SiloName = string.Create(CultureInfo.InvariantCulture, $"{Environment.MachineName}:{port}"));
                silo.Configure<ClusterMembershipOptions>(o => Watch(o, settings));
                silo.AddMembership(settings, stores, builder.Configuration);
            }

            // Each silo tells all others how busy it is, so that costs the more, the more silos there are; no grain of ours is placed by it.
            silo.Configure<DeploymentLoadPublisherOptions>(o => o.DeploymentLoadPublisherRefreshTime = BetweenLoadReports);
            silo.Configure<GrainDirectoryOptions>(o => o.CacheSize = RememberedPlaces);
            silo.Configure<GrainCollectionOptions>(o => o.DeactivationTimeout = ClosingTime);
            silo.AddGrainStorage(data.GrainsFile, stores);
            silo.UseSiloMetadata(new Dictionary<string, string> { [ShareOfSilos.RolesKey] = settings.Roles });
            silo.Services.AddSingleton<ClosedPorts>();
            silo.Services.AddHostedService(services => services.GetRequiredService<ClosedPorts>());
            silo.Services.AddSingleton<LostSilos>();
            silo.Services.AddHostedService(services => services.GetRequiredService<LostSilos>());
            silo.AddOutgoingGrainCallFilter<PatientCalls>();
            silo.AddIncomingGrainCallFilter<StoreFailures>();

            // Also what fails while a grain wakes must reach callers on other silos as what it is.
            silo.Services.Configure<ExceptionSerializationOptions>(o => o.SupportedNamespacePrefixes.Add("Npgsql"));
        });
        return settings;
    }

    private static void AddMembership(this ISiloBuilder silo, ClusterSettings settings, Stores stores, ConfigurationManager configuration)
    {
        if (settings.Membership == "redis")
        {
            var redis = ConfigurationOptions.Parse(configuration["Redis:ConnectionString"]!);
            redis.AbortOnConnectFail = false;
            silo.UseRedisClustering(o => o.ConfigurationOptions = redis);
        }
        else
        {
            var connection = PostgresOrleans.Upgrade(stores.Postgres!);
            silo.UseAdoNetClustering(o => (o.Invariant, o.ConnectionString) = (PostgresOrleans.Invariant, connection));
        }
    }

    // What was tried at load, and what each figure costs, is in docs/cluster.md.
    private static void Watch(ClusterMembershipOptions options, ClusterSettings settings)
    {
        options.ProbeTimeout = settings.ProbeEvery;
        options.MinProbeTimeout = settings.ProbeEvery;

        // A silo counts as alive for this long times the misses after its last message, whatever it misses; four times ProbeTimeout unless set, so 12 s for a silo that was frozen.
        options.MaxProbeTimeout = 2 * settings.ProbeEvery;
        options.NumMissedProbesLimit = settings.MissedProbes;
        options.NumVotesForDeathDeclaration = 1;
        options.TableRefreshTimeout = TimeSpan.FromSeconds(5);
        options.IAmAliveTablePublishTimeout = TimeSpan.FromSeconds(5);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
