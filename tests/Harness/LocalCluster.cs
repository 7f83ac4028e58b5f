using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace ActiveLearning.Harness;

/// <summary>Several silos as real processes with a PostgreSQL and a Redis of their own, through <c>deploy/local-cluster</c>. All end with the test.</summary>
public sealed class LocalCluster : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);
    private static readonly HttpClient Health = new() { Timeout = TimeSpan.FromSeconds(10) };

    private readonly string _folder = Directory.CreateTempSubdirectory("al-local-cluster-").FullName;
    private readonly Dictionary<string, string> _environment;
    private readonly Dictionary<string, ClusterPart> _parts = [];
    private readonly HashSet<string> _down = [];
    private readonly HashSet<string> _scoring = [];

    private LocalCluster(Dictionary<string, string>? environment) => _environment = environment ?? [];

    /// <summary>Names of the silos: silo-1, silo-2 ...</summary>
    public IReadOnlyList<string> Silos => [.. _parts.Keys.Where(name => name.StartsWith("silo-", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    /// <summary>Silos that people are served by: neither killed, stopped nor paused, or started again since.</summary>
    public IReadOnlyList<string> RunningSilos
    {
        get
        {
            lock (_down)
            {
                return [.. Silos.Where(name => !_down.Contains(name) && !_scoring.Contains(name))];
            }
        }
    }

    /// <summary>How to connect to the database that holds the ledger. Connections are not kept: a server that was killed has ended them.</summary>
    public string ConnectionString => string.Create(
        CultureInfo.InvariantCulture, $"Host=127.0.0.1;Port={_parts["postgres"].Url.Port};Username=postgres;Database=active_learning;Pooling=false");

    /// <summary>Where Redis is.</summary>
    public string Redis => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{_parts["redis"].Url.Port}");

    /// <summary>Starts a cluster and waits until all silos serve.</summary>
    /// <param name="silos">How many.</param>
    /// <param name="environment">Settings of every silo beside the usual ones, as environment variables.</param>
    /// <param name="ofSilo">Settings of single silos, by name.</param>
    /// <param name="networks">Whether each silo gets a network namespace of its own, so that it can be cut off; only where <see cref="Namespaces.WhyNot"/> is null.</param>
    public static async Task<LocalCluster> StartAsync(
        int silos, Dictionary<string, string>? environment = null, Dictionary<string, Dictionary<string, string>>? ofSilo = null, bool networks = false)
    {
        var cluster = new LocalCluster(environment);
        try
        {
            foreach (var (silo, settings) in ofSilo ?? [])
            {
                cluster.Configure(silo, settings);
            }

            string[] separate = networks ? ["--networks"] : [];
            cluster.Take(await cluster.RunAsync(["up", "--silos", silos.ToString(CultureInfo.InvariantCulture), .. separate]));
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Where a silo serves.</summary>
    public Uri UrlOf(string silo) => _parts[silo].Url;

    /// <summary>Process id of a part now; a silo's changes when its supervisor starts it again.</summary>
    public int ProcessIdOf(string part) => int.Parse(File.ReadAllText(Path.Combine(_folder, part + ".pid")), CultureInfo.InvariantCulture);

    /// <summary>Port that other silos reach a silo at.</summary>
    public int SiloPortOf(string silo) => int.Parse(File.ReadAllText(Path.Combine(_folder, silo + ".silo-port")), CultureInfo.InvariantCulture);

    /// <summary>Settings of one silo alone, as environment variables, from its next start on; they take the place of earlier ones.</summary>
    public void Configure(string silo, Dictionary<string, string> settings) =>
        File.WriteAllLines(Path.Combine(_folder, silo + ".env"), settings.Select(setting => $"{setting.Key}={setting.Value}"));

    /// <summary>A client of one silo; <paramref name="key"/> null: nobody in particular.</summary>
    public SiloClient ClientOf(string silo, string? key = SiloProcess.AdminKey) => new(UrlOf(silo), key);

    /// <summary>
    /// A client of some silo that takes people now, as a load balancer picks one: on a starved machine a silo may be taken for dead at any time, and is then away until its supervisor
    /// has started it again.
    /// </summary>
    public async Task<SiloClient> ReadyClientAsync()
    {
        var ready = "";
        await UntilAsync("some silo is ready", async () =>
        {
            foreach (var silo in RunningSilos)
            {
                if (await IsReadyAsync(silo))
                {
                    ready = silo;
                    return true;
                }
            }

            return false;
        });
        return ClientOf(ready);
    }

    /// <summary>Waits until every running silo takes people.</summary>
    public Task UntilAllReadyAsync() => UntilAsync("all silos are ready", async () =>
    {
        var ready = await Task.WhenAll(RunningSilos.Select(IsReadyAsync));
        return Array.TrueForAll(ready, yes => yes);
    });

    /// <summary>Whether a silo takes people now.</summary>
    public async Task<bool> IsReadyAsync(string silo)
    {
        try
        {
            using var answer = await Health.GetAsync(new Uri(UrlOf(silo), "/health/ready"));
            return answer.IsSuccessStatusCode;
        }
        catch (Exception away) when (away is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }

    /// <summary>SIGKILL to a silo, to <c>postgres</c> or to <c>redis</c>.</summary>
    public async Task KillAsync(string part)
    {
        lock (_down)
        {
            _down.Add(part);
        }

        await RunAsync("kill", part);
    }

    /// <summary>SIGTERM to a silo; returns when it has handed over and ended.</summary>
    public async Task StopAsync(string silo)
    {
        lock (_down)
        {
            _down.Add(silo);
        }

        await RunAsync("stop", silo);
    }

    /// <summary>SIGSTOP: the process lives and does nothing until <see cref="ResumeAsync"/>.</summary>
    public async Task PauseAsync(string silo)
    {
        lock (_down)
        {
            _down.Add(silo);
        }

        await SignalAsync("-STOP", silo);
    }

    /// <summary>SIGCONT.</summary>
    public async Task ResumeAsync(string silo)
    {
        await SignalAsync("-CONT", silo);
        lock (_down)
        {
            _down.Remove(silo);
        }
    }

    /// <summary>Keeps people away from silos that only score.</summary>
    public void ServeNobody(params string[] silos)
    {
        lock (_down)
        {
            _scoring.UnionWith(silos);
        }
    }

    /// <summary>The silo and the others no longer reach each other; all still reach the databases and are reached by people.</summary>
    public async Task CutAsync(string silo) => await RunAsync("cut", silo);

    /// <summary>They do again.</summary>
    public async Task HealAsync(string silo) => await RunAsync("heal", silo);

    /// <summary>Starts a part that was killed or stopped on its old address, and waits until it serves.</summary>
    public async Task StartPartAsync(string part)
    {
        Take(await RunAsync("start", part));
        lock (_down)
        {
            _down.Remove(part);
        }
    }

    /// <summary>What a part has written to its log.</summary>
    public string LogOf(string part) => File.ReadAllText(Path.Combine(_folder, part + ".log"));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await RunAsync("down");
        Directory.Delete(_folder, recursive: true);
    }

    private static async Task UntilAsync(string what, Func<Task<bool>> holds)
    {
        using var deadline = new CancellationTokenSource(Patience);
        await Wait.UntilAsync(holds, what, deadline.Token);
    }

    private async Task SignalAsync(string signal, string silo)
    {
        using var kill = Process.Start("kill", [signal, ProcessIdOf(silo).ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }

    private void Take(string output)
    {
        foreach (var line in output.Split('\n').Where(l => l.StartsWith('{')))
        {
            var part = JsonSerializer.Deserialize<ClusterPart>(line, SiloClient.Json)!;
            _parts[part.Name] = part;
        }
    }

    private async Task<string> RunAsync(params string[] words)
    {
        var start = new ProcessStartInfo(Path.Combine(Repository.Root, "deploy", "local-cluster")) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var word in (string[])[.. words, "--data", _folder])
        {
            start.ArgumentList.Add(word);
        }

        start.Environment["ACTIVELEARNING_ADMIN_KEY"] = SiloProcess.AdminKey;
        foreach (var (name, value) in _environment)
        {
            start.Environment[name] = value;
        }

        using var deadline = new CancellationTokenSource(Patience);
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(deadline.Token);
        var errors = process.StandardError.ReadToEndAsync(deadline.Token);
        await process.WaitForExitAsync(deadline.Token);
        return process.ExitCode == 0
            ? await output
            : throw new InvalidOperationException($"local-cluster {string.Join(' ', words)} ended with {process.ExitCode}: {await output}{await errors}");
    }
}

/// <summary>A process of the cluster, as <c>deploy/local-cluster</c> tells it.</summary>
/// <param name="Name">silo-1 ..., postgres or redis.</param>
/// <param name="Pid">Process id.</param>
/// <param name="Url">Where it listens.</param>
public sealed record ClusterPart(string Name, int Pid, Uri Url);
