using System.Globalization;
using System.Net;
using System.Net.Sockets;
using ActiveLearning.Silo.Hosting;

namespace ActiveLearning.Silo.Commands;

/// <summary>Whether the ports that a silo would listen on are free. A running silo has them, so a taken one is told and is no fault.</summary>
internal static class Ports
{
    /// <summary>Looks at the addresses of pages and, in a cluster, of the silo.</summary>
    public static IReadOnlyList<Diagnosis> Look(IConfiguration configuration)
    {
        var urls = configuration["urls"] is { Length: > 0 } asked ? asked : StartLine.DefaultUrl;
        var found = new List<Diagnosis>();
        foreach (var url in urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var address = BindingAddress.Parse(url);
            found.Add(Try($"port {address.Port}", IPAddress.TryParse(address.Host.Trim('[', ']'), out var ip) ? ip : address.Host == "localhost" ? IPAddress.Loopback : IPAddress.Any, address.Port));
        }

        if (configuration["Cluster:Membership"] is "postgresql" or "redis"
            && int.TryParse(configuration["Cluster:SiloPort"], NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port > 0)
        {
            found.Add(Try($"silo port {port}", IPAddress.TryParse(configuration["Cluster:Address"], out var ip) ? ip : IPAddress.Loopback, port));
        }

        return found;
    }

    private static Diagnosis Try(string what, IPAddress address, int port)
    {
        try
        {
            using var listener = new TcpListener(address, port);
            listener.Start();
            return Diagnosis.Good(what, $"free at {address}");
        }
        catch (SocketException taken) when (taken.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            return Diagnosis.Good(what, $"taken at {address}: a silo runs there, or another program");
        }
        catch (SocketException refused)
        {
            return Diagnosis.Broken(what, $"{address}: {refused.Message}");
        }
    }
}
