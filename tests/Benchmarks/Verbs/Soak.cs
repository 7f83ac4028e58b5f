using System.Collections.Concurrent;
using System.CommandLine;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using ActiveLearning.Benchmarks.Load;
using ActiveLearning.Benchmarks.Transfers;
using ActiveLearning.Harness;

namespace ActiveLearning.Benchmarks.Verbs;

/// <summary>
/// One silo under half of its saturating load for a long time: memory and acknowledgement minute by minute, and whether they are flat: a straight line through them, with its 95% interval. The first
/// minute, in which code is compiled and queues fill, is left out. Memory is meant to grow until heads have as many labels as they learn from, so it gets a second line from the last fit on.
/// The silo says itself how much of its memory is the garbage collector's, and how much of that was in use at the last collection.
/// </summary>
public static partial class Soak
{
    private const string Project = "soak";

    // Half of what a machine of this kind labels flat out, and a quarter as much again: a quicker one is not loaded to its half, or people would run out of items.
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
        var load = Math.Min(saturated.LabelsPerSecond / 2, MostASecond);
        var look = TimeSpan.FromSeconds(people / load);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Saturated at {saturated.LabelsPerSecond:0} labels/s; everybody looks for {look.TotalSeconds:0.00} s, {load:0} labels/s at most."));

        var acks = Enumerable.Range(0, minutes + 1).Select(_ => new ConcurrentBag<double>()).ToArray();
        using var over = new CancellationTokenSource();
        var watching = WatchAsync(new WatchedProcess(silo.ProcessId), client, acks, minutes, over.Token);
        var half = await HubCrowd.RunAsync(
            silo.Url, Project, people, look, TimeSpan.FromMinutes(minutes), classes, cancellationToken, (at, ms) => acks[Math.Min(minutes, (int)at.TotalMinutes)].Add(ms));
        await over.CancelAsync();
        var (began, memory) = await watching;
        var lastFit = (await client.ModelsAsync(Project)).Max(version => version.CreatedAt) - began;

        var figures = new Figures("soak");
        figures.Add("half load", half.LabelsPerSecond, "labels/s", $"{half.Labels:N0} labels of {people} annotators; {half.DoubleLeases} held by two, {half.Refused} refused");
        for (var minute = 0; minute < memory.Count; minute++)
        {
            var times = acks[minute];
            figures.Add($"minute {minute + 1}: memory of the silo", memory[minute].ResidentMiB, "MiB", string.Create(
                CultureInfo.InvariantCulture,
                $"heap {memory[minute].Heap.CommittedMiB:0} MiB, {memory[minute].Heap.UsedMiB:0} in use; {times.Count} labels, acknowledged in {Figures.Median(times):0.0} ms (p99 {Figures.Quantile(times, 0.99):0.0}); {memory[minute].Cores:0.00} cores"));
        }

        var full = Math.Max(1, (int)Math.Ceiling(lastFit.TotalMinutes));
        var since = $"; from minute {full + 1} on, after the last fit";
        Fit(figures, "soak-memory", "MiB", [.. memory.Skip(1).Select(m => m.ResidentMiB)]);
        Fit(figures, "soak-memory-full", "MiB", [.. memory.Skip(full).Select(m => m.ResidentMiB)], since);
        Fit(figures, "soak-heap-full", "MiB", [.. memory.Skip(full).Select(m => m.Heap.CommittedMiB)], since);
        Fit(figures, "soak-heap-used-full", "MiB", [.. memory.Skip(full).Select(m => m.Heap.UsedMiB)], since);
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

    /// <summary>What the silo used at the end of each minute, and when the first of them began.</summary>
    private static async Task<(DateTimeOffset Began, List<(double ResidentMiB, double Cores, (double CommittedMiB, double UsedMiB) Heap)> Minutes)> WatchAsync(
        WatchedProcess watched, SiloClient client, ConcurrentBag<double>[] acks, int minutes, CancellationToken over)
    {
        var seen = new List<(double, double, (double, double))>();
        var began = DateTimeOffset.MaxValue;
        var processor = TimeSpan.Zero;
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        try
        {
            // The first acknowledgement is the beginning: people connect before.
            while (acks[0].IsEmpty)
            {
                await tick.WaitForNextTickAsync(over);
            }

            began = TimeProvider.System.GetUtcNow();
            processor = watched.Processor;
            using var minute = new PeriodicTimer(TimeSpan.FromMinutes(1));
            while (seen.Count < minutes && await minute.WaitForNextTickAsync(over))
            {
                await LookAsync();
            }
        }
        catch (OperationCanceledException)
        {
            // The load ended a moment before its last minute did.
            await LookAsync();
        }

        return (began, seen);

        async Task LookAsync()
        {
            var now = watched.Processor;
            seen.Add((watched.ResidentMiB, (now - processor).TotalMinutes, await HeapAsync(client)));
            processor = now;
        }
    }

    private static async Task<(double CommittedMiB, double UsedMiB)> HeapAsync(SiloClient client)
    {
        var told = HeapSizes().Matches(await client.Http.GetStringAsync(new Uri("/metrics", UriKind.Relative), CancellationToken.None))
            .GroupBy(size => size.Groups["kind"].Value, size => double.Parse(size.Groups["bytes"].Value, CultureInfo.InvariantCulture) / (1 << 20))
            .ToDictionary(sizes => sizes.Key, sizes => sizes.Sum(), StringComparer.Ordinal);
        return (told["memory_committed"], told["heap"] - told["heap_fragmentation"]);
    }

    [GeneratedRegex(@"^dotnet_gc_last_collection_(?<kind>memory_committed|heap_fragmentation|heap)_size_bytes\S* (?<bytes>\S+)", RegexOptions.Multiline)]
    private static partial Regex HeapSizes();

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
