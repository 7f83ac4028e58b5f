using System.Collections.Concurrent;
using System.CommandLine;
using System.Globalization;
using System.Net.Http.Headers;
using ActiveLearning.Benchmarks.Load;
using ActiveLearning.Benchmarks.Transfers;
using ActiveLearning.Grains.Training;
using ActiveLearning.Harness;

namespace ActiveLearning.Benchmarks.Verbs;

/// <summary>
/// One silo under half of its saturating load for a long time: memory and acknowledgement minute by minute, and whether they are flat: a straight line through them, with its 95% interval. The first
/// minute, in which code is compiled and queues fill, is left out. Memory is meant to grow until heads have as many labels as they learn from, so it gets a second line from there on.
/// </summary>
public static class Soak
{
    private const string Project = "soak";

    // Half of what a machine of this kind labels flat out, and a quarter as much again.
    private const int MostASecond = 650;

    private static readonly TimeSpan Ramp = TimeSpan.FromSeconds(15);

    public static Command Command()
    {
        var minutes = new Option<int>("--minutes") { DefaultValueFactory = _ => 60, Description = "How long, 4 at least for an interval." };
        var people = new Option<int>("--people") { DefaultValueFactory = _ => 100, Description = "Annotators on the hub." };
        var output = new Option<DirectoryInfo?>("--out") { Description = "Folder for soak.json." };
        var command = new Command("soak", "Memory and acknowledgement of one silo at half load, minute by minute.") { minutes, people, output };
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed.GetValue(minutes), parsed.GetValue(people), parsed.GetValue(output), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(int minutes, int people, DirectoryInfo? output, CancellationToken cancellationToken)
    {
        string[] classes = ["a", "b", "c"];
        await using var silo = await SiloProcess.StartAsync(environment: ClusterLoad.WithoutEncoder);
        using var client = new SiloClient(silo.Url);
        await client.CreateProjectAsync(Project, classes);

        // People must not run out of items.
        await ImportAsync(client, 50_000 + (minutes * 60 * MostASecond), cancellationToken);
        var saturated = await HubCrowd.RunAsync(silo.Url, Project, people, TimeSpan.Zero, Ramp, classes, cancellationToken);
        var look = TimeSpan.FromSeconds(2 * people / saturated.LabelsPerSecond);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Saturated at {saturated.LabelsPerSecond:0} labels/s; everybody looks for {look.TotalSeconds:0.00} s."));

        var acks = Enumerable.Range(0, minutes + 1).Select(_ => new ConcurrentBag<double>()).ToArray();
        using var over = new CancellationTokenSource();
        var watching = WatchAsync(new WatchedProcess(silo.ProcessId), acks, minutes, over.Token);
        if (saturated.LabelsPerSecond > 2 * MostASecond)
        {
            throw new InvalidOperationException($"This machine labels {saturated.LabelsPerSecond:0} a second, and would run out of items.");
        }

        var half = await HubCrowd.RunAsync(
            silo.Url, Project, people, look, TimeSpan.FromMinutes(minutes), classes, cancellationToken, (at, ms) => acks[Math.Min(minutes, (int)at.TotalMinutes)].Add(ms));
        await over.CancelAsync();
        var memory = await watching;

        var figures = new Figures("soak");
        figures.Add("half load", half.LabelsPerSecond, "labels/s", $"{half.Labels:N0} labels of {people} annotators; {half.DoubleLeases} held by two, {half.Refused} refused");
        for (var minute = 0; minute < memory.Count; minute++)
        {
            var times = acks[minute];
            figures.Add($"minute {minute + 1}: memory of the silo", memory[minute].ResidentMiB, "MiB", string.Create(
                CultureInfo.InvariantCulture,
                $"{times.Count} labels, acknowledged in {Figures.Median(times):0.0} ms (p99 {Figures.Quantile(times, 0.99):0.0}); {memory[minute].Cores:0.00} cores"));
        }

        var full = MinutesUntil(new RefitOptions().MaximumLabels - saturated.Labels, [.. acks.Select(minute => minute.Count)]);
        Fit(figures, "soak-memory", "MiB", [.. memory.Skip(1).Select(m => m.ResidentMiB)]);
        Fit(figures, "soak-memory-full", "MiB", [.. memory.Skip(full).Select(m => m.ResidentMiB)], $"; from minute {full + 1} on");
        Fit(figures, "soak-p50", "ms", [.. acks.Take(memory.Count).Skip(1).Select(a => Figures.Median(a))]);
        Fit(figures, "soak-p99", "ms", [.. acks.Take(memory.Count).Skip(1).Select(a => Figures.Quantile(a, 0.99))]);
        await figures.ReportAsync(output, cancellationToken);
        return half.DoubleLeases == 0 ? 0 : 1;
    }

    private static void Fit(Figures figures, string name, string unit, double[] values, string note = "")
    {
        if (values.Length < 3)
        {
            return;
        }

        var slope = Slope.Of(values);
        figures.AddRatio(name, slope.PerStep * values.Length / values.Average(), string.Create(
            CultureInfo.InvariantCulture,
            $"its mean of {values.Average():0.0} {unit} is the rise over the run: {slope.PerStep:0.000} ± {slope.Margin:0.000} {unit} a minute, {(slope.IsFlat ? "flat" : "not flat")}{note}"));
    }

    /// <summary>Whole minutes, one at least, after which so many labels were given.</summary>
    private static int MinutesUntil(int labels, int[] perMinute)
    {
        var given = perMinute[0];
        var minutes = 1;
        for (; minutes < perMinute.Length && given < labels; minutes++)
        {
            given += perMinute[minutes];
        }

        return minutes;
    }

    /// <summary>What the silo used at the end of each minute.</summary>
    private static async Task<List<(double ResidentMiB, double Cores)>> WatchAsync(WatchedProcess watched, ConcurrentBag<double>[] acks, int minutes, CancellationToken over)
    {
        var seen = new List<(double, double)>();
        var processor = TimeSpan.Zero;
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        try
        {
            // The first acknowledgement is the beginning: people connect before.
            while (acks[0].IsEmpty)
            {
                await tick.WaitForNextTickAsync(over);
            }

            processor = watched.Processor;
            using var minute = new PeriodicTimer(TimeSpan.FromMinutes(1));
            while (seen.Count < minutes && await minute.WaitForNextTickAsync(over))
            {
                Look();
            }
        }
        catch (OperationCanceledException)
        {
            // The load ended a moment before its last minute did.
            Look();
        }

        return seen;

        void Look()
        {
            var now = watched.Processor;
            seen.Add((watched.ResidentMiB, (now - processor).TotalMinutes));
            processor = now;
        }
    }

    private static async Task ImportAsync(SiloClient client, int items, CancellationToken cancellationToken)
    {
        var file = Path.GetTempFileName();
        try
        {
            TransferRows.Load(PlainProject.Partitions).WriteNdjson(file, items);
            await using var rows = File.OpenRead(file);
            using var body = new StreamContent(rows) { Headers = { ContentType = new MediaTypeHeaderValue("application/x-ndjson") } };
            using var http = new HttpClient { BaseAddress = client.Http.BaseAddress, Timeout = Timeout.InfiniteTimeSpan, DefaultRequestHeaders = { { "X-Api-Key", SiloProcess.AdminKey } } };
            using var answer = await http.PostAsync(new Uri($"/api/v1/projects/{Project}/items", UriKind.Relative), body, cancellationToken);
            answer.EnsureSuccessStatusCode();
        }
        finally
        {
            File.Delete(file);
        }

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(TimeSpan.FromMinutes(30));
        await Wait.UntilAsync(async () => (await client.StatusAsync(Project)).Encoded == items, "all texts are encoded", patience.Token);
    }
}
