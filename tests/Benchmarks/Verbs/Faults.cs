using System.CommandLine;
using ActiveLearning.Harness;

namespace ActiveLearning.Benchmarks.Verbs;

/// <summary>
/// The long run of what <c>tests/Faults.Tests</c> does in short: silos are killed one after another while people label, the unluckiest wait after each kill is noted, and every promise of
/// the ledger is checked. Everything is drawn from the seed; a round that broke a promise is played again with the seed that it printed and <c>--kills 10</c>.
/// </summary>
public static class Faults
{
    private const int KillsARound = 10;

    // More than people label in a round: nobody may run out of items before its last kill.
    private const int Items = 8_000;
    private const double LimitSeconds = 5;

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(600);
    private static readonly TimeSpan GivenUp = TimeSpan.FromSeconds(60);

    public static Command Command()
    {
        var kills = new Option<int>("--kills") { DefaultValueFactory = _ => 100, Description = "Silos to kill." };
        var seed = new Option<int>("--seed") { DefaultValueFactory = _ => 1, Description = "Of everything that is drawn." };
        var silos = new Option<int>("--silos") { DefaultValueFactory = _ => 3, Description = "Silos of the cluster." };
        var people = new Option<int>("--people") { DefaultValueFactory = _ => 12, Description = "Simulated annotators." };
        var output = new Option<DirectoryInfo?>("--out") { Description = "Folder for faults.json." };
        var command = new Command("faults", "Silos are killed while people label: how long the unluckiest waits, and whether every promise of the ledger holds.")
        {
            kills, seed, silos, people, output,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var texts = LabelledTexts.Load("davidson", synthetic: Items * 5 / 4);
            texts = texts with { Pool = [.. texts.Pool.Take(Items)], Test = [.. texts.Test.Take(500)] };
            await using var cluster = await LocalCluster.StartAsync(parsed.GetValue(silos));
            var waits = new List<double>();
            var broken = new List<string>();
            var labels = 0;
            for (var left = parsed.GetValue(kills); left > 0; left -= KillsARound)
            {
                var roundSeed = parsed.GetValue(seed) + (waits.Count / KillsARound);
                Console.WriteLine($"round with --seed {roundSeed}");
                var round = await PlayAsync(cluster, texts, parsed.GetValue(people), roundSeed, Math.Min(left, KillsARound), cancellationToken);
                waits.AddRange(round.Waits);
                labels += round.Labels;
                foreach (var promise in round.Broken)
                {
                    Console.WriteLine($"BROKEN {promise}");
                    broken.Add(promise);
                }
            }

            var figures = new Figures("faults");
            figures.Add("kills", waits.Count, "");
            figures.Add("labels acknowledged", labels, "");
            figures.Add("promises broken", broken.Count, "", "ledger invariants, two leases at once, lost or doubled labels, coverage, items lost from the queue");
            figures.Add("unluckiest wait after a kill, median", Figures.Median(waits), "s");
            figures.Add("95th percentile", Figures.Quantile(waits, 0.95), "s");
            figures.Add("longest", waits.Max(), "s");
            figures.AddRatio("faults", Figures.Quantile(waits, 0.95) / LimitSeconds, "5 s without service after a kill (95th percentile)");
            await figures.ReportAsync(parsed.GetValue(output), cancellationToken);
            return broken.Count == 0 ? 0 : 1;
        });
        return command;
    }

    private static async Task<Round> PlayAsync(LocalCluster cluster, LabelledTexts texts, int people, int seed, int kills, CancellationToken cancellationToken)
    {
        var project = $"faults-{seed}";
        using (var client = await cluster.ReadyClientAsync())
        {
            await client.CreateProjectAsync(project, texts.Classes);
            await client.ImportAsync(project, texts);
        }

        var random = new Random(seed);
        var round = new Round();
        var acknowledged = new Dictionary<string, AcknowledgedLabel>();
        await using (var crowd = new LabellingCrowd(cluster, project, texts.Truth(), people, Look, seed))
        {
            await crowd.UntilAllServedAsync(TimeProvider.System.GetUtcNow(), GivenUp);
            for (var kill = 0; kill < kills; kill++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var silo = cluster.Silos[random.Next(cluster.Silos.Count)];
                var killed = TimeProvider.System.GetUtcNow();
                await cluster.KillAsync(silo);
                var wait = await crowd.UntilAllServedAsync(killed, GivenUp);
                round.Waits.Add(wait.TotalSeconds);
                Console.WriteLine($"{silo} killed, {wait.TotalSeconds:F1} s");
                await Task.Delay(TimeSpan.FromSeconds(random.NextDouble() * 4), cancellationToken);
                await cluster.StartPartAsync(silo);
                await Task.Delay(TimeSpan.FromSeconds(2 + (random.NextDouble() * 4)), cancellationToken);
            }

            await crowd.EndAsync();
            Take(crowd, acknowledged, round);
        }

        await using (var rest = new LabellingCrowd(cluster, project, texts.Truth(), people, TimeSpan.Zero, seed))
        {
            try
            {
                await LedgerPromises.UntilAllSettledAsync(cluster, project, rest, 3 * GivenUp);
            }
            catch (TimeoutException lost)
            {
                round.Broken.Add(lost.Message);
            }

            await rest.EndAsync();
            Take(rest, acknowledged, round);
        }

        round.Broken.AddRange(await LedgerPromises.BrokenAsync(cluster, project, acknowledged));
        round.Labels = acknowledged.Count;
        return round;
    }

    private static void Take(LabellingCrowd crowd, Dictionary<string, AcknowledgedLabel> acknowledged, Round round)
    {
        round.Broken.AddRange(crowd.Wrong);
        round.Broken.AddRange(crowd.AddTo(acknowledged));
    }

    private sealed class Round
    {
        public List<double> Waits { get; } = [];

        public List<string> Broken { get; } = [];

        public int Labels { get; set; }
    }
}
