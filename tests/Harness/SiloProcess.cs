using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ActiveLearning.Harness;

/// <summary>The real program as its users start it, on a free port of 127.0.0.1 with a data folder of its own.</summary>
public sealed class SiloProcess : IAsyncDisposable
{
    public const string AdminKey = "test-admin-key-0123456789abcdef0123456789abcdef";

    private static readonly TimeSpan ReadyWithin = TimeSpan.FromSeconds(90);

    private readonly bool _ownsFolder;
    private readonly string[] _arguments;
    private readonly Dictionary<string, string> _environment;
    private readonly StringBuilder _output = new();
    private Process? _process;

    private SiloProcess(string? dataFolder, string[] arguments, Dictionary<string, string>? environment)
    {
        _ownsFolder = dataFolder is null;
        DataFolder = dataFolder ?? Directory.CreateTempSubdirectory("al-silo-").FullName;
        Port = FreePort();
        _arguments = arguments;
        _environment = environment ?? [];
    }

    public string DataFolder { get; }

    public int Port { get; }

    public Uri Url => new($"http://127.0.0.1:{Port}");

    /// <summary>What the process has printed so far.</summary>
    public string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    public int ProcessId => _process!.Id;

    /// <summary>Starts the program and waits until it serves.</summary>
    public static async Task<SiloProcess> StartAsync(string? dataFolder = null, string[]? arguments = null, Dictionary<string, string>? environment = null)
    {
        var silo = new SiloProcess(dataFolder, arguments ?? [], environment);
        try
        {
            await silo.StartAgainAsync();
            return silo;
        }
        catch
        {
            await silo.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts it (again) on the same address and folder.</summary>
    public async Task StartAgainAsync()
    {
        var program = Path.Combine(Repository.Root, "src", "Silo", "bin", "Release", "net10.0", "linux-x64", "ActiveLearning.Silo.dll");
        if (!File.Exists(program))
        {
            throw new FileNotFoundException($"{program} is missing: dotnet build -c Release ActiveLearning.sln");
        }

        var start = new ProcessStartInfo("dotnet")
        {
            WorkingDirectory = Path.GetDirectoryName(program)!,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in (string[])[program, "--urls", Url.ToString().TrimEnd('/'), "--data", DataFolder, .. _arguments])
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["ACTIVELEARNING_ADMIN_KEY"] = AdminKey;
        if (Environment.GetEnvironmentVariable("ACTIVELEARNING_TEST_CACHE") is { Length: > 0 } cache)
        {
            start.Environment["Encoding__CacheFolder"] = cache;
        }

        foreach (var (name, value) in _environment)
        {
            start.Environment[name] = value;
        }

        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        await WaitUntilReadyAsync();
    }

    /// <summary>SIGKILL: nothing in the process gets to say goodbye.</summary>
    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>SIGINT, as Ctrl-C sends it; returns the exit code.</summary>
    public async Task<int> StopAsync(TimeSpan within)
    {
        using (var kill = Process.Start("kill", ["-INT", _process!.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]))
        {
            await kill.WaitForExitAsync();
        }

        using var deadline = new CancellationTokenSource(within);
        await _process.WaitForExitAsync(deadline.Token);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false })
        {
            await KillAsync();
        }

        _process?.Dispose();
        if (_ownsFolder)
        {
            Directory.Delete(DataFolder, recursive: true);
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private void Keep(string? line)
    {
        lock (_output)
        {
            _output.AppendLine(line);
        }
    }

    private async Task WaitUntilReadyAsync()
    {
        using var http = new HttpClient { BaseAddress = Url };
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < ReadyWithin && !_process!.HasExited)
        {
            try
            {
                using var answer = await http.GetAsync("/health/ready");
                if (answer.IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }

            await tick.WaitForNextTickAsync();
        }

        throw new InvalidOperationException($"The silo did not serve within {ReadyWithin}:\n{Output}");
    }
}
