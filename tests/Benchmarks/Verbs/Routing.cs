using System.CommandLine;
using System.Globalization;
using ActiveLearning.Benchmarks.Load;
using ActiveLearning.Benchmarks.Pools;
using ActiveLearning.Harness;

namespace ActiveLearning.Benchmarks.Verbs;

/// <summary>
/// How soon the next item is there after an acknowledged label: annotators on the hub of a silo process over a large pool of drawn items, at half of the load that saturates it, over the same
/// people on an echo hub in the same run.
/// </summary>
public static class Routing
{
    private const int FirstLabels = 1_000;
    private const double Goal = 3;
    private const double GoalMs = 10;

    private static readonly TimeSpan Ramp = TimeSpan.FromSeconds(15);

    public static Command Command()
    {
        var annotators = new Option<int>("--annotators") { DefaultValueFactory = _ => 1_000, Description = "Annotators on the hub, each with a WebSocket." };
        var items = new Option<int>("--items") { DefaultValueFactory = _ => 1_000_000, Description = "Items of the pool." };
        var seconds = new Option<int>("--seconds") { DefaultValueFactory = _ => 60, Description = "How long half the load lasts; a third of it on the echo hub." };
        var output = new Option<DirectoryInfo?>("--out") { Description = "Folder for routing.json." };
        var command = new Command("routing", "Wait for the next item after an acknowledged label, over an echo hub.") { annotators, items, seconds, output };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            parsed.GetValue(annotators), parsed.GetValue(items), TimeSpan.FromSeconds(parsed.GetValue(seconds)), parsed.GetValue(output), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(int people, int items, TimeSpan time, DirectoryInfo? output, CancellationToken cancellationToken)
    {
        var real = RealPool.Load("davidson", Environment.ProcessorCount, cancellationToken);
        await using var project = await DrawnProject.CreateAsync(real, cancellationToken);
        await project.ImportDrawnAsync(items, cancellationToken);
        await project.LabelFirstAsync(Math.Min(FirstLabels, items / 10), cancellationToken);
        await project.CloseAsync();
        var (id, classes) = (project.Row.Id, project.Row.Standard.Classes.Select(c => c.Name).ToArray());
        await using var silo = await SiloProcess.StartAsync(project.DataFolder);
        using var client = new SiloClient(silo.Url);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{items:N0} items are drawn; the silo reads them."));
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(TimeSpan.FromMinutes(20));
        await Wait.UntilAsync(async () => await client.StatusAsync(id) is { Champion: not null } status && status.Scored >= status.Items.Open, "all items are scored", patience.Token);

        var watched = new WatchedProcess(silo.ProcessId);
        var saturated = await HubCrowd.RunAsync(silo.Url, id, people, TimeSpan.Zero, Ramp, classes, cancellationToken);
        var look = TimeSpan.FromSeconds(2 * people / saturated.LabelsPerSecond);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Saturated at {saturated.LabelsPerSecond:0} labels/s; everybody looks for {look.TotalSeconds:0.00} s."));
        using var echoProcess = await EchoProcess.StartAsync(cancellationToken);
        var echo = await HubCrowd.RunAsync(echoProcess.Url, "", people, look, time / 3, classes, cancellationToken);
        var processor = watched.Processor;
        var half = await HubCrowd.RunAsync(silo.Url, id, people, look, time, classes, cancellationToken);
        var used = watched.Processor - processor;

        var figures = new Figures("routing");
        var doubles = saturated.DoubleLeases + half.DoubleLeases;
        var (next, limit) = (Figures.Quantile(half.NextMs, 0.99), Figures.Quantile(echo.NextMs, 0.99));
        figures.Add("saturated", saturated.LabelsPerSecond, "labels/s", $"{people:N0} annotators who do not look, over {items:N0} items");
        figures.Add("half load", half.LabelsPerSecond, "labels/s", string.Create(CultureInfo.InvariantCulture, $"a look of {look.TotalSeconds:0.00} s; {used.TotalMilliseconds / half.Labels:0.00} ms of the silo's processor time a label, joining and refits included"));
        Add(figures, "next item", half.NextMs, echo.NextMs);
        Add(figures, "acknowledged", half.AckMs, echo.AckMs);
        figures.Add("held by two", doubles, "items", $"{half.Refused + saturated.Refused} labels refused");
        figures.Add("peak memory of the silo", watched.PeakMiB, "MiB");
        figures.AddRatio("routing", next / limit, $"{limit:0.000} ms, the echo hub's p99 (goal {Goal})");
        figures.AddRatio("routing-ms", next / GoalMs, $"{GoalMs:0} ms, p99");
        await figures.ReportAsync(output, cancellationToken);
        return doubles == 0 ? 0 : 1;
    }

    private static void Add(Figures figures, string what, double[] silo, double[] echo)
    {
        figures.Add($"{what}, silo p99", Figures.Quantile(silo, 0.99), "ms", string.Create(CultureInfo.InvariantCulture, $"p50 {Figures.Median(silo):0.00}, worst {silo.Max():0.0}"));
        figures.Add($"{what}, echo hub p99", Figures.Quantile(echo, 0.99), "ms", string.Create(CultureInfo.InvariantCulture, $"p50 {Figures.Median(echo):0.00}, worst {echo.Max():0.0}"));
    }
}
