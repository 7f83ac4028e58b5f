using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using ActiveLearning.Harness;

namespace ActiveLearning.Benchmarks.Load;

/// <summary>The echo hub in a process of its own, as the silo is.</summary>
internal sealed class EchoProcess : IDisposable
{
    private readonly Process _process;

    private EchoProcess(Uri url)
    {
        Url = url;
        _process = Process.Start(Self[0], [.. Self[1..], "echo-hub", url.ToString().TrimEnd('/')]);
    }

    /// <summary>This program and what it has to be told first. Started as "dotnet ...dll", it is dotnet, which has to be told the program again.</summary>
    public static string[] Self { get; } =
        Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? [Environment.ProcessPath!, typeof(EchoProcess).Assembly.Location] : [Environment.ProcessPath!];

    public Uri Url { get; }

    /// <summary>Starts it and waits until it serves.</summary>
    public static async Task<EchoProcess> StartAsync(CancellationToken cancellationToken)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var url = new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");
        listener.Stop();
        var echo = new EchoProcess(url);
        using var http = new HttpClient { BaseAddress = url };
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(60));
        await Wait.UntilAsync(
            async () =>
            {
                try
                {
                    return (await http.GetAsync(new Uri("/health/ready", UriKind.Relative), patience.Token)).IsSuccessStatusCode;
                }
                catch (HttpRequestException)
                {
                    return false;
                }
            },
            "the echo hub serves",
            patience.Token);
        return echo;
    }

    public void Dispose()
    {
        _process.Kill();
        _process.Dispose();
    }
}
