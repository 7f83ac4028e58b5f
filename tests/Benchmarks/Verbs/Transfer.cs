using System.CommandLine;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using ActiveLearning.Benchmarks.Load;
using ActiveLearning.Benchmarks.Transfers;
using ActiveLearning.Contracts.Api;
using ActiveLearning.Harness;

namespace ActiveLearning.Benchmarks.Verbs;

/// <summary>
/// Rows a second into and out of a project through the HTTP API of a silo process with its ordinary settings, over the same parsed rows in and out of the same indexed tables with nothing
/// around them, in the same run. The limit is measured half before and half after, as the machine may change meanwhile.
/// </summary>
public static class Transfer
{
    private const string Project = "transfer";
    private const double Goal = 0.4;

    public static Command ImportCommand() => Command("import", "Rows a second into a project through the HTTP API, over a plain bulk insert.", withExport: false);

    public static Command ExportCommand() => Command("export", "Rows a second out of a project through the HTTP API, over a plain ordered read; the import before it is measured, too.", withExport: true);

    private static Command Command(string verb, string description, bool withExport)
    {
        var rows = new Option<int>("--rows") { DefaultValueFactory = _ => 1_000_000, Description = "Rows of the upload." };
        var provider = new Option<string>("--provider") { DefaultValueFactory = _ => "sqlite", Description = "sqlite or postgresql." };
        var output = new Option<DirectoryInfo?>("--out") { Description = $"Folder for {verb}.json." };
        provider.AcceptOnlyFromAmong("sqlite", "postgresql");
        var command = new Command(verb, description) { rows, provider, output };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var figures = new Figures(verb);
            var folder = Directory.CreateTempSubdirectory("al-transfer-");
            try
            {
                if (parsed.GetValue(provider) == "sqlite")
                {
                    await using var plain = new SqlitePlainStore(folder.FullName);
                    await MeasureAsync(folder, plain, null, parsed.GetValue(rows), withExport, figures, cancellationToken);
                }
                else
                {
                    await using var server = PostgresServer.ThatWaitsForTheDisk();
                    await using var plain = new PostgresPlainStore(server);
                    await MeasureAsync(folder, plain, await server.CreateDatabaseAsync(), parsed.GetValue(rows), withExport, figures, cancellationToken);
                }
            }
            finally
            {
                folder.Delete(recursive: true);
            }

            await figures.ReportAsync(parsed.GetValue(output), cancellationToken);
            return 0;
        });
        return command;
    }

    private static async Task MeasureAsync(DirectoryInfo folder, IPlainStore plain, string? database, int rows, bool withExport, Figures figures, CancellationToken cancellationToken)
    {
        var drawn = TransferRows.Load(PlainProject.Partitions);
        var upload = Path.Combine(folder.FullName, "rows.ndjson");
        drawn.WriteNdjson(upload, rows);
        await plain.OpenAsync(cancellationToken);
        var limit = Insert(plain, drawn, 0, rows / 2);
        Spent import;
        var data = Path.Combine(folder.FullName, "silo");
        string[] options = database is null ? [] : ["--Ledger:Provider", "postgresql", "--Ledger:ConnectionString", database];
        await using (var silo = await SiloProcess.StartAsync(data, options))
        {
            import = await ImportAsync(silo, upload, rows, figures, cancellationToken);
            if (withExport)
            {
                await ExportAsync(silo, plain, database ?? Path.Combine(data, "ledger.db"), rows, figures, cancellationToken);
            }
        }

        limit = limit.And(Insert(plain, drawn, rows / 2, rows - (rows / 2)));
        figures.Add("plain bulk insert of the same parsed rows", rows / limit.WallMs * 1_000, "rows/s", $"{1_000 * limit.ProcessorMs / rows:0} µs of this process's processor time each");
        figures.AddRatio("import", limit.WallMs / import.WallMs, $"{rows / limit.WallMs * 1_000:0} rows/s by a plain bulk insert (goal {Goal})");
    }

    private static Spent Insert(IPlainStore plain, TransferRows drawn, int first, int count)
    {
        var spent = new Spent(0, 0);
        for (var from = first; from < first + count; from += IPlainStore.Batch)
        {
            var rows = drawn.Parsed(from, Math.Min(IPlainStore.Batch, first + count - from));
            spent = spent.And(Spent.On(() => plain.Insert(from, rows)));
        }

        return spent;
    }

    private static async Task<Spent> ImportAsync(SiloProcess silo, string upload, int rows, Figures figures, CancellationToken cancellationToken)
    {
        using var client = new SiloClient(silo.Url);
        await client.CreateProjectAsync(Project, ["a", "b"]);
        using var http = Patient(silo.Url);
        await using var file = File.OpenRead(upload);
        using var body = new StreamContent(file) { Headers = { ContentType = new MediaTypeHeaderValue("application/x-ndjson") } };
        var watched = new WatchedProcess(silo.ProcessId);
        watched.ForgetPeak();
        var processor = watched.Processor;
        using var over = new CancellationTokenSource();
        var memory = ResidentByTenthAsync(watched, file, over.Token);
        ImportReport report = null!;
        var spent = await Spent.OnAsync(async () =>
        {
            using var answer = await http.PostAsync(new Uri($"/api/v1/projects/{Project}/items", UriKind.Relative), body, cancellationToken);
            answer.EnsureSuccessStatusCode();
            report = (await answer.Content.ReadFromJsonAsync<ImportReport>(SiloClient.Json, cancellationToken))!;
        });
        var used = watched.Processor - processor;
        await over.CancelAsync();
        var tenths = await memory;
        if (report.Accepted != rows)
        {
            throw new InvalidOperationException($"Of {rows} rows {report.Accepted} were accepted.");
        }

        var status = await client.StatusAsync(Project);
        figures.Add("import through the API", rows / spent.WallMs * 1_000, "rows/s", $"{used.TotalMilliseconds * 1_000 / rows:0} µs of the silo's processor time each, background work included");
        figures.Add("import: peak memory of the silo", watched.PeakMiB, "MiB", $"resident by tenths of the upload: {string.Join(' ', tenths.Select(t => t.ToString("0", null)))}; {status.Encoded:N0} encoded meanwhile");
        return spent;
    }

    private static async Task ExportAsync(SiloProcess silo, IPlainStore plain, string source, int rows, Figures figures, CancellationToken cancellationToken)
    {
        using var http = Patient(silo.Url);
        var watched = new WatchedProcess(silo.ProcessId);
        var limit = Spent.On(() => Check(plain.Read(source, 0, rows / 2), rows / 2));
        var before = watched.ResidentMiB;
        watched.ForgetPeak();
        var processor = watched.Processor;
        long lines = 0, bytes = 0;
        var spent = await Spent.OnAsync(async () =>
        {
            await using var body = await http.GetStreamAsync(new Uri($"/api/v1/projects/{Project}/export", UriKind.Relative), cancellationToken);
            var buffer = new byte[64 * 1_024];
            while (await body.ReadAsync(buffer, cancellationToken) is > 0 and var read)
            {
                bytes += read;
                lines += buffer.AsSpan(0, read).Count((byte)'\n');
            }
        });
        var used = watched.Processor - processor;
        Check((int)lines, rows);
        limit = limit.And(Spent.On(() => Check(plain.Read(source, rows / 2, rows), rows - (rows / 2))));
        figures.Add("export through the API", rows / spent.WallMs * 1_000, "rows/s", $"{bytes / spent.WallMs / 1_000:0} MB/s; {used.TotalMilliseconds * 1_000 / rows:0} µs of the silo's processor time each, background work included");
        figures.Add("export: peak memory of the silo", watched.PeakMiB, "MiB", $"{before:0} before");
        figures.Add("plain ordered read of the same rows", rows / limit.WallMs * 1_000, "rows/s", $"{1_000 * limit.ProcessorMs / rows:0} µs of this process's processor time each");
        figures.AddRatio("export", limit.WallMs / spent.WallMs, $"{rows / limit.WallMs * 1_000:0} rows/s by a plain ordered read (goal {Goal})");
    }

    /// <summary>Most memory that the silo had in use within each tenth of the upload, MiB.</summary>
    private static async Task<double[]> ResidentByTenthAsync(WatchedProcess watched, FileStream file, CancellationToken over)
    {
        var (tenths, length) = (new double[10], file.Length);
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        while (!over.IsCancellationRequested)
        {
            var tenth = file.CanRead ? (int)Math.Min(9, 10 * file.Position / length) : 9;
            tenths[tenth] = Math.Max(tenths[tenth], watched.ResidentMiB);
            await ((Task)tick.WaitForNextTickAsync(over).AsTask()).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return tenths;
    }

    private static HttpClient Patient(Uri url) => new()
    {
        BaseAddress = url,
        Timeout = Timeout.InfiniteTimeSpan,
        DefaultRequestHeaders = { { "X-Api-Key", SiloProcess.AdminKey } },
    };

    private static void Check(int read, int expected)
    {
        if (read != expected)
        {
            throw new InvalidOperationException($"{read} rows came, {expected} are there.");
        }
    }
}
