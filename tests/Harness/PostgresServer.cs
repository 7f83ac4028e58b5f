using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace ActiveLearning.Harness;

/// <summary>
/// A PostgreSQL server for tests: on a free port of this machine, in a temporary folder, and gone with the tests. Unless told otherwise it does not wait for the disk, so it survives a
/// killed server but not a lost power.
/// </summary>
public sealed class PostgresServer : IAsyncDisposable, IDisposable
{
    private const string Binaries = "/usr/lib/postgresql";

    // The server refuses to run as root.
    private const string OtherUser = "postgres";

    private readonly string folder;
    private readonly string programs;
    private readonly bool waitsForDisk;
    private int databases;

    /// <summary>Makes a server and starts it.</summary>
    /// <exception cref="InvalidOperationException">PostgreSQL is not installed, or would not start; the message says what to do.</exception>
    public PostgresServer()
        : this(waitsForDisk: false)
    {
    }

    private PostgresServer(bool waitsForDisk)
    {
        this.waitsForDisk = waitsForDisk;
        programs = FindPrograms();
        Port = FreePort();
        folder = Directory.CreateTempSubdirectory("postgresql-").FullName;
        if (Environment.IsPrivilegedProcess)
        {
            Run("chown", OtherUser, folder);
        }

        RunAsServer("initdb", "-D", Data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync");
        Start();
    }

    /// <summary>Makes and starts a server whose commits wait until the disk has them, as in production.</summary>
    /// <exception cref="InvalidOperationException">As for the constructor.</exception>
    public static PostgresServer ThatWaitsForTheDisk() => new(waitsForDisk: true);

    /// <summary>Where it listens on 127.0.0.1.</summary>
    public int Port { get; }

    private string Data => Path.Combine(folder, "data");

    /// <summary>Makes an empty database.</summary>
    /// <returns>How to connect to it.</returns>
    public async Task<string> CreateDatabaseAsync()
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"test{Interlocked.Increment(ref databases)}");
        await ExecuteAsync($"CREATE DATABASE {name}");
        return ConnectionString(name);
    }

    /// <summary>Drops a database, with whoever is connected to it.</summary>
    public Task DropDatabaseAsync(string connectionString) =>
        ExecuteAsync($"DROP DATABASE IF EXISTS {new NpgsqlConnectionStringBuilder(connectionString).Database} WITH (FORCE)");

    /// <summary>Stops the server at once, as a crash would: it has to recover from its log when it starts again.</summary>
    public void StopImmediately() => RunAsServer("pg_ctl", "-D", Data, "-m", "immediate", "-w", "stop");

    /// <summary>Starts the server and waits until it takes connections.</summary>
    public void Start() => RunAsServer(
        "pg_ctl", "-D", Data, "-l", Path.Combine(folder, "log"), "-w", "-t", "60", "-o",
        string.Create(
            CultureInfo.InvariantCulture,
            $"-p {Port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c fsync={(waitsForDisk ? "on" : "off")} -c max_connections=200 -c deadlock_timeout=200ms"),
        "start");

    /// <summary>Saves a database as docs/operations.md says, whoever writes to it meanwhile.</summary>
    /// <returns>The file; it is gone with the server.</returns>
    public string Dump(string connectionString)
    {
        var database = new NpgsqlConnectionStringBuilder(connectionString).Database!;
        var file = Path.Combine(folder, $"{database}.dump");
        RunAsServer("pg_dump", "--format=custom", "--no-owner", "--exclude-table-data=orleans.orleansmembership*", $"--file={file}", $"--dbname={Uri(database)}");
        return file;
    }

    /// <summary>Restores it into an empty database.</summary>
    public void Restore(string file, string connectionString)
    {
        var database = new NpgsqlConnectionStringBuilder(connectionString).Database!;
        RunAsServer("pg_restore", "--exit-on-error", "--single-transaction", "--no-owner", $"--dbname={Uri(database)}", file);
    }

    /// <summary>Stops the server and removes its folder.</summary>
    public void Dispose()
    {
        StopImmediately();
        Directory.Delete(folder, recursive: true);
        File.Delete(folder + ".out");
    }

    /// <summary>The same.</summary>
    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    private static string FindPrograms() =>
        (Directory.Exists(Binaries) ? Directory.EnumerateDirectories(Binaries) : [])
        .Select(version => Path.Combine(version, "bin"))
        .Where(bin => File.Exists(Path.Combine(bin, "initdb")))
        .Order(StringComparer.Ordinal)
        .LastOrDefault()
        ?? throw new InvalidOperationException("These tests need the programs of a PostgreSQL server: apt-get install -y postgresql");

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private string ConnectionString(string database) =>
        new NpgsqlConnectionStringBuilder { Host = "127.0.0.1", Port = Port, Username = "postgres", Database = database }.ConnectionString;

    private string Uri(string database) => string.Create(CultureInfo.InvariantCulture, $"postgresql://postgres@127.0.0.1:{Port}/{database}");

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(ConnectionString("postgres") + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private void RunAsServer(string program, params string[] arguments)
    {
        var path = Path.Combine(programs, program);
        if (Environment.IsPrivilegedProcess)
        {
            Run("runuser", ["-u", OtherUser, "--", path, .. arguments]);
        }
        else
        {
            Run(path, arguments);
        }
    }

    private void Run(string program, params string[] arguments)
    {
        // The server inherits what is redirected here and would keep a pipe open for ever: let a shell send it away.
        var output = folder + ".out";
        using var process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", "exec \"$@\" >>\"$0\" 2>&1 </dev/null", output, program, .. arguments])
        {
            WorkingDirectory = "/",
        })!;
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}; see {output}");
        }
    }
}
