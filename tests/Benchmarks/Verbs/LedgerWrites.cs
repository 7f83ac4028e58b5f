using System.CommandLine;
using ActiveLearning.Benchmarks.Ledgers;
using ActiveLearning.Benchmarks.Load;
using ActiveLearning.Contracts;
using ActiveLearning.Grains;
using ActiveLearning.Grains.Partitions;
using ActiveLearning.Grains.Projects;
using ActiveLearning.Harness;
using ActiveLearning.Ledger;
using ActiveLearning.Ledger.Items;
using ActiveLearning.Ledger.Postgres;
using ActiveLearning.Ledger.Projects;
using ActiveLearning.Ledger.Sqlite;

namespace ActiveLearning.Benchmarks.Verbs;

/// <summary>
/// Labels a second of many callers through item grains, grant and label both durable, over a lone writer that group-commits the same rows to the same disk in the same run, with
/// nobody to answer. Both take turns over equal shares of one set of items; medians are compared.
/// </summary>
public static class LedgerWrites
{
    private const int PairsARound = 10_000;
    private const int WarmUpRounds = 3;
    private const int Partitions = 8;
    private const double Goal = 0.5;

    private static readonly Dictionary<string, string?> Settings = new()
    {
        // What is measured is the way to the ledger; fits and comparisons of texts are not on it.
        ["Encoding:Encoder"] = "projected-ngrams",
        ["Refit:LeastLabels"] = "1000000",
        ["Refit:Pause"] = "01:00:00",
        ["Refit:LongPause"] = "01:00:00",
    };

    public static Command Command()
    {
        var providers = new Option<string[]>("--providers")
        {
            DefaultValueFactory = _ => ["sqlite", "postgresql"],
            AllowMultipleArgumentsPerToken = true,
            Description = "sqlite, postgresql, or both.",
        };
        var callers = new Option<int>("--callers") { DefaultValueFactory = _ => 1_000, Description = "Concurrent callers." };
        var rounds = new Option<int>("--rounds") { DefaultValueFactory = _ => 7, Description = "Rounds of each, after three that warm up; medians are shown." };
        var data = new Option<DirectoryInfo?>("--data") { Description = "Folder on the disk to measure (SQLite); else the temporary folder." };
        var output = new Option<DirectoryInfo?>("--out") { Description = "Folder for ledger.json." };
        var command = new Command("ledger", "Grants and labels a second through item grains, beside a lone writer of the same rows.") { providers, callers, rounds, data, output };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var figures = new Figures("ledger");
            foreach (var provider in parsed.GetValue(providers)!)
            {
                if (provider == "postgresql")
                {
                    await using var server = PostgresServer.ThatWaitsForTheDisk();
                    var connection = await server.CreateDatabaseAsync();
                    await using var ledger = new PostgresLedger(new PostgresLedgerOptions { ConnectionString = connection });
                    await MeasureAsync(provider, ledger, new PostgresLoneWriter(connection), parsed.GetValue(callers), parsed.GetValue(rounds), figures, cancellationToken);
                }
                else
                {
                    var folder = Directory.CreateDirectory(Path.Combine(parsed.GetValue(data)?.FullName ?? Path.GetTempPath(), $"ledger-benchmark-{Environment.ProcessId}"));
                    var options = new SqliteLedgerOptions { DataFile = Path.Combine(folder.FullName, "ledger.db") };
                    await using (var ledger = new SqliteLedger(options, TimeProvider.System))
                    {
                        await MeasureAsync(provider, ledger, new SqliteLoneWriter(options), parsed.GetValue(callers), parsed.GetValue(rounds), figures, cancellationToken);
                    }

                    folder.Delete(recursive: true);
                }
            }

            await figures.ReportAsync(parsed.GetValue(output), cancellationToken);
            return 0;
        });
        return command;
    }

    private static async Task MeasureAsync(string provider, ILedger ledger, ILoneWriter lone, int callers, int rounds, Figures figures, CancellationToken cancellationToken)
    {
        var pairs = Math.Max(PairsARound, callers);
        using var silo = await LoneSilo.StartAsync(ledger, Settings, cancellationToken);
        var grains = silo.Services.GetRequiredService<IGrainFactory>();
        var project = (await grains.GetGrain<IProjectGrain>(GrainKeys.Project("ledger")).Create(Project())).Project;
        for (var from = 0; from < 2 * (rounds + WarmUpRounds) * pairs; from += IItemLedger.MaximumSlice)
        {
            await ledger.Items.ImportAsync(project.Key, Items(from), cancellationToken);
        }

        await EncodedAsync(grains, project, cancellationToken);
        Console.WriteLine($"{provider}: everything is encoded; callers follow.");
        var (through, alone, answers, processor) = (new List<double>(), new List<double>(), new List<double>(), new List<double>());

        // The first rounds warm both up: code that is called often is compiled a second time behind their back.
        for (var round = 0; round < rounds + WarmUpRounds; round++)
        {
            // Both share the file, and whoever goes first in a round has the shorter log: take turns.
            var first = 2 * round * pairs;
            var write = () => alone.Add(lone.Run(project.Key, first + pairs, pairs));
            if (round % 2 == 1)
            {
                write();
            }

            answers.Clear();
            var spent = await Spent.OnAsync(async () => through.Add(await ItemGrainCallers.RunAsync(grains, project.Id, first, pairs, callers, answers)));
            processor.Add(1_000 * spent.ProcessorMs / pairs);
            if (round % 2 == 0)
            {
                write();
            }
        }

        await silo.StopAsync(cancellationToken);
        var (grainRate, limit) = (Figures.Median(through[WarmUpRounds..]), Figures.Median(alone[WarmUpRounds..]));
        figures.Add($"{provider}: through item grains, {callers:N0} callers", grainRate, "pairs/s", $"{through[WarmUpRounds..].Min():N0} to {through[WarmUpRounds..].Max():N0}; {Figures.Median(processor[WarmUpRounds..]):0} µs of processor time each");
        figures.Add($"{provider}: lone writer of the same rows", limit, "pairs/s", $"{alone[WarmUpRounds..].Min():N0} to {alone[WarmUpRounds..].Max():N0}");
        figures.Add($"{provider}: label acknowledged, last round", Figures.Median(answers), "ms", $"p99 {Figures.Quantile(answers, 0.99):0.0}");
        figures.AddRatio($"ledger-{provider}", grainRate / limit, $"{limit:0} pairs/s by a lone writer of the same rows (goal {Goal})");
    }

    private static async Task EncodedAsync(IGrainFactory grains, ProjectRow project, CancellationToken cancellationToken)
    {
        foreach (var partition in Enumerable.Range(0, Partitions).Select(p => grains.GetGrain<IPoolPartitionGrain>(GrainKeys.Partition(project.Id, p))))
        {
            await partition.ItemsImported();
            await Wait.UntilAsync(async () => await partition.GetCoverage() is var coverage && coverage.Encoded >= coverage.Items, "all items are encoded", cancellationToken);
        }
    }

    private static NewProject Project() => new(
        "ledger", "Ledger benchmark", new DatasetStandard(1, [new LabelClass("a"), new LabelClass("b")], "", 1), 0.1, "margin", TimeSpan.FromMinutes(5), Partitions, 1,
        NearDuplicates: false);

    private static NewItem[] Items(int from) =>
    [
        .. Enumerable.Range(from, IItemLedger.MaximumSlice).Select(number => new NewItem(
            $"item-{number}", $"A comment of about a hundred characters, as people write them below a video, with the number {number}",
            new Dictionary<string, string> { ["lang"] = "en" }, Gold: null, ItemSplit.Pool, GrainKeys.PartitionOf($"item-{number}", Partitions), number * 7_919L)),
    ];
}
