using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using ActiveLearning.Benchmarks.Load;
using ActiveLearning.Harness;
using ActiveLearning.Learning.Synthetic;
using Spectre.Console;

namespace ActiveLearning.Benchmarks.Verbs;

/// <summary>
/// Annotators on the hub of one silo who label as fast as they are served, over the same clients on a hub that only echoes. Afterwards every acknowledged label
/// must be in the export once, and nobody may have held what somebody else held.
/// </summary>
public static class Annotators
{
    private const string Project = "load";

    public static Command Command()
    {
        var people = new Option<int>("--people") { DefaultValueFactory = _ => 200 };
        var items = new Option<int>("--items") { DefaultValueFactory = _ => 20_000 };
        var seconds = new Option<int>("--seconds") { DefaultValueFactory = _ => 20 };
        var look = new Option<int>("--look") { DefaultValueFactory = _ => 0, Description = "Milliseconds that everybody looks at an item; 0: as fast as they are served." };
        var output = new Option<DirectoryInfo?>("--out") { Description = "Folder for annotators.json." };
        var command = new Command("annotators", "Labels a second and acknowledgement of annotators on the hub, over an echo hub.") { people, items, seconds, look, output };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            parsed.GetValue(people), parsed.GetValue(items), TimeSpan.FromMilliseconds(parsed.GetValue(look)), TimeSpan.FromSeconds(parsed.GetValue(seconds)), parsed.GetValue(output), cancellationToken));
        return command;
    }

    /// <summary>The echo hub runs in a process of its own, as the silo does.</summary>
    public static Command EchoCommand()
    {
        var url = new Argument<string>("url");
        var command = new Command("echo-hub", "Serves the echo hub that other verbs use as their limit.") { url };
        command.Hidden = true;
        command.SetAction((parsed, cancellationToken) => EchoHub.ServeAsync(parsed.GetValue(url)!, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(int people, int items, TimeSpan look, TimeSpan time, DirectoryInfo? output, CancellationToken cancellationToken)
    {
        var classes = SyntheticStream.Classes.Select(c => c.Name).ToArray();
        var texts = new LabelledTexts(
            "synthetic", classes, [.. SyntheticStream.Generate(5, items).Select(i => new LabelledText(i.Id, i.Text, classes[i.Class]))], []);
        var echo = await EchoAsync(people, look, time / 2, classes, cancellationToken);
        await using var silo = await SiloProcess.StartAsync();
        using var client = new SiloClient(silo.Url);
        await client.CreateProjectAsync(Project, classes);
        await client.ImportAsync(Project, texts);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(TimeSpan.FromMinutes(10));
        await Wait.UntilAsync(async () => (await client.StatusAsync(Project)).Encoded == items, "all texts are encoded", patience.Token);
        var loop = await HubCrowd.RunAsync(silo.Url, Project, people, look, time, classes, cancellationToken);
        var stored = (await client.ExportAsync(Project)).SelectMany(i => i.Labels).ToDictionary(l => $"{l.Annotator}/{l.LabelId}", l => l.Class);
        var missing = loop.Acknowledged.Count(a => !stored.TryGetValue(a.Key, out var c) || c != a.Value);

        var table = new Table().AddColumns("", "echo hub", "silo");
        Row(table, "labels/s", echo, loop, r => r.LabelsPerSecond);
        Row(table, "acknowledged, ms p50", echo, loop, r => Quantile(r.AckMs, 0.5));
        Row(table, "acknowledged, ms p99", echo, loop, r => Quantile(r.AckMs, 0.99));
        Row(table, "wait for the next item, ms p50", echo, loop, r => Quantile(r.NextMs, 0.5));
        Row(table, "wait for the next item, ms p99", echo, loop, r => Quantile(r.NextMs, 0.99));
        AnsiConsole.Write(table);
        Console.WriteLine($"{people} people, {loop.Labels} labels, {missing} missing, {loop.DoubleLeases} held by two, {loop.Refused} refused");
        var ratio = loop.LabelsPerSecond / echo.LabelsPerSecond;
        if (output is not null)
        {
            output.Create();
            await File.WriteAllTextAsync(
                Path.Combine(output.FullName, "annotators.json"),
                JsonSerializer.Serialize(new
                {
                    people,
                    items,
                    lookMs = look.TotalMilliseconds,
                    loop.Labels,
                    loop.LabelsPerSecond,
                    echoPerSecond = echo.LabelsPerSecond,
                    ackP50Ms = Quantile(loop.AckMs, 0.5),
                    ackP99Ms = Quantile(loop.AckMs, 0.99),
                    nextP99Ms = Quantile(loop.NextMs, 0.99),
                    missing,
                    loop.DoubleLeases,
                    ratio,
                }),
                cancellationToken);
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"ratio annotators = {ratio:0.000} of an echo hub with the same clients and messages"));
        return missing + loop.DoubleLeases == 0 ? 0 : 1;
    }

    private static async Task<HubCrowdResult> EchoAsync(int people, TimeSpan look, TimeSpan time, string[] classes, CancellationToken cancellationToken)
    {
        using var echo = await EchoProcess.StartAsync(cancellationToken);
        return await HubCrowd.RunAsync(echo.Url, "", people, look, time, classes, cancellationToken);
    }

    private static void Row(Table table, string what, HubCrowdResult echo, HubCrowdResult loop, Func<HubCrowdResult, double> figure) =>
        table.AddRow(what, figure(echo).ToString("0.00", CultureInfo.InvariantCulture), figure(loop).ToString("0.00", CultureInfo.InvariantCulture));

    private static double Quantile(double[] sorted, double q) => sorted.Length == 0 ? double.NaN : sorted[Math.Min(sorted.Length - 1, (int)(q * sorted.Length))];
}
