using System.Net;
using System.Net.Sockets;
using ActiveLearning.Grains.Hosting;
using ActiveLearning.Ledger;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace ActiveLearning.Benchmarks.Load;

/// <summary>A real silo over a real ledger in this process, without pages and accounts.</summary>
internal static class LoneSilo
{
    /// <summary>Starts it.</summary>
    /// <param name="ledger">Its ledger; whoever made it ends it.</param>
    /// <param name="settings">Options by their full names.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<IHost> StartAsync(ILedger ledger, Dictionary<string, string?> settings, CancellationToken cancellationToken)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Configuration.AddInMemoryCollection(settings);
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        builder.UseOrleans(silo =>
        {
            silo.UseLocalhostClustering(port, gatewayPort: 0, primarySiloEndpoint: null, serviceId: "benchmark", clusterId: "benchmark");
            silo.AddMemoryGrainStorageAsDefault();
        });
        builder.Services.AddSingleton(ledger);
        builder.Services.AddActiveLearningGrains(builder.Configuration);
        var silo = builder.Build();
        await silo.StartAsync(cancellationToken);
        return silo;
    }
}
