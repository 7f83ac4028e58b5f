using System.CommandLine;
using System.Globalization;
using ActiveLearning.Benchmarks.Load;
using ActiveLearning.Harness;

namespace ActiveLearning.Benchmarks.Verbs;

/// <summary>
/// Time without service after SIGKILL of a random silo of three at half load: from the kill until the unluckiest annotator has an answer acknowledged again. The silo is started again before
/// the next kill. Afterwards the ledger is verified and compared with every acknowledged label.
/// </summary>
public static class Recovery
{
    private const string Project = "recovery";
    private const double Goal = 5;
    private const double Worst = 30;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(4);

    public static Command Command()
    {
        var kills = new Option<int>("--kills") { DefaultValueFactory = _ => 30, Description = "How many silos are killed." };
        var people = new Option<int>("--people") { DefaultValueFactory = _ => 16, Description = "Annotators, over HTTP." };
        var seed = new Option<int>("--seed") { DefaultValueFactory = _ => 1, Description = "Of who is killed and what people do." };
        var items = new Option<int>("--items") { DefaultValueFactory = _ => 60_000, Description = "Items of the pool." };
        var output = new Option<DirectoryInfo?>("--out") { Description = "Folder for recovery.json." };
        var command = new Command("recovery", "Time without service after SIGKILL of a silo of three, at half load.") { kills, people, seed, items, output };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            parsed.GetValue(kills), parsed.GetValue(people), parsed.GetValue(seed), parsed.GetValue(items), parsed.GetValue(output), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(int kills, int people, int seed, int items, DirectoryInfo? output, CancellationToken cancellationToken)
    {
        var figures = new Figures("recovery");
        await using var cluster = await LocalCluster.StartAsync(3, ClusterLoad.WithoutEncoder);
        var load = await ClusterLoad.PrepareAsync(cluster, Project, items, cancellationToken);
        var saturated = await load.SaturateAsync(people, seed, TimeSpan.FromSeconds(15), cancellationToken);
        var look = ClusterLoad.LookAtHalfOf(saturated, people);
        var waits = new List<double>();
        var random = new Random(seed);
        double rate;
        await using (var crowd = load.Crowd(people, look, seed))
        {
            await crowd.UntilAllServedAsync(TimeProvider.System.GetUtcNow(), Patience);
            rate = await ClusterLoad.RateAsync(crowd, TimeSpan.FromSeconds(10), cancellationToken);
            for (var kill = 0; kill < kills; kill++)
            {
                var silo = cluster.Silos[random.Next(cluster.Silos.Count)];
                await cluster.KillAsync(silo);
                var killed = TimeProvider.System.GetUtcNow();
                var wait = await crowd.UntilAllServedAsync(killed, Patience);
                waits.Add(wait.TotalSeconds);
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"kill {kill + 1}: {silo}, {wait.TotalSeconds:0.00} s"));
                await cluster.StartPartAsync(silo);
                await crowd.UntilAllServedAsync(TimeProvider.System.GetUtcNow(), Patience);

                // Its share of grains comes back to it meanwhile.
                await Task.Delay(Settle, TimeProvider.System, cancellationToken);
            }

            await crowd.EndAsync();
            load.Note(crowd);
        }

        var broken = await load.BrokenAsync();
        figures.Add("saturated, before the first kill", saturated, "labels/s", $"{people} people over HTTP who do not look");
        figures.Add("load while silos are killed", rate, "labels/s", string.Create(CultureInfo.InvariantCulture, $"a look of {look.TotalMilliseconds:0} ms"));
        figures.Add("without service, median", Figures.Median(waits), "s", $"{waits.Count} kills, seed {seed}");
        figures.Add("without service, 95th percentile", Figures.Quantile(waits, 0.95), "s");
        figures.Add("without service, worst", waits.Max(), "s");
        figures.Add("promises broken", broken.Count, "", string.Join("; ", broken.Take(5)));
        figures.AddRatio("recovery", Figures.Quantile(waits, 0.95) / Goal, $"{Goal:0} s, p95");
        figures.AddRatio("recovery-worst", waits.Max() / Worst, $"{Worst:0} s");
        await figures.ReportAsync(output, cancellationToken);
        return broken.Count == 0 ? 0 : 1;
    }
}
