using System.CommandLine;
using System.Globalization;
using ActiveLearning.Benchmarks.Load;
using ActiveLearning.Benchmarks.Transfers;
using ActiveLearning.Harness;

namespace ActiveLearning.Benchmarks.Verbs;

/// <summary>
/// Throughput of encoding and of labelling with more and more silos, each held to the same small share of a core; databases and the load stay outside of the quota. The silos come up without it,
/// and have compiled what is measured before it is laid on them. Beside encoding stand as many processes that do nothing else, and beside labelling as many
/// clusters of one silo that know nothing of each other, under the same quotas: what the machine itself allows. Valid only while the machine has processors to spare: the line says INVALID otherwise.
/// </summary>
public static class Scale
{
    private const double Cores = 0.2;
    private const double LeastIdle = 0.1;
    private const double EncodeGoal = 3.6;
    private const double LabelGoal = 3.2;
    private const double MostLabelled = 0.9;
    private const int TextsToWarm = 3_000;

    // With fewer a partition prepares no fronts yet, and one silo would do less beside encoding than four that have got further.
    private const int TextsToBegin = 12_000;

    // Since the silos' start. The runtime compiles what has been called thirty times once more, and what silos do every five seconds is that by then: it took a seventh of the quota for ten seconds.
    private static readonly TimeSpan TimeToCompile = TimeSpan.FromSeconds(170);

    // What an import leaves to do in the background is to be done by then.
    private static readonly TimeSpan TimeToSettle = TimeSpan.FromMinutes(1);

    public static Command Command()
    {
        var silos = new Option<int[]>("--silos") { DefaultValueFactory = _ => [1, 2, 4], AllowMultipleArgumentsPerToken = true, Description = "Numbers of silos, one after another." };
        var legs = new Option<string[]>("--legs") { DefaultValueFactory = _ => ["encode", "loop", "label", "apart"], AllowMultipleArgumentsPerToken = true, Description = "encode, loop (encoders without silos), label, apart (labelling in as many clusters of one silo)." };
        var seconds = new Option<int>("--seconds") { DefaultValueFactory = _ => 60, Description = "How long each is measured." };
        var seen = new Option<int>("--processors") { Description = "Processors that each silo believes to have; without, the machine's. Under a quota that is there when it begins it would be one." };
        var people = new Option<int>("--people") { DefaultValueFactory = _ => 32, Description = "People for each silo, who label without looking. Where they are too few, as 16 are, silos wait for them and leave some of the quota unused." };
        var repeats = new Option<int>("--repeat") { DefaultValueFactory = _ => 1, Description = "How often each number of silos is measured, each time with silos of their own; figures are medians." };
        var output = new Option<DirectoryInfo?>("--out") { Description = "Folder for scale.json." };
        foreach (var count in new[] { people, repeats })
        {
            count.Validators.Add(given =>
            {
                if (given.GetValueOrDefault<int>() < 1)
                {
                    given.AddError($"{count.Name} must be 1 or more.");
                }
            });
        }

        legs.AcceptOnlyFromAmong("encode", "loop", "label", "apart");
        var command = new Command("scale", "Encoding and labelling with more silos of 0.2 core each, over one.") { silos, legs, seconds, seen, people, repeats, output };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            if (CpuQuota.Missing() is { } missing)
            {
                Console.WriteLine($"scale can't be measured: {missing}.");
                return 1;
            }

            var figures = new Figures("scale");
            var conditions = new Conditions(TimeSpan.FromSeconds(parsed.GetValue(seconds)), parsed.GetValue(seen), parsed.GetValue(people));
            foreach (var leg in parsed.GetValue(legs)!)
            {
                var points = new List<Point>();
                foreach (var count in Enumerable.Repeat(parsed.GetValue(silos)!, parsed.GetValue(repeats)).SelectMany(counts => counts))
                {
                    var point = await MeasureAsync(leg, count, conditions, cancellationToken);
                    points.Add(point);
                    figures.Add($"{leg}, {count} silos", point.Rate, leg is "label" or "apart" ? "labels/s" : "texts/s", point.Note);
                    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{leg}, {count} silos: {point.Rate:0.0}/s; {point.Note}"));
                }

                Compare(leg, points, figures);
            }

            await figures.ReportAsync(parsed.GetValue(output), cancellationToken);
            return 0;
        });
        return command;
    }

    private static void Compare(string leg, List<Point> points, Figures figures)
    {
        var (first, last) = (Middle(points, points.Min(point => point.Silos)), Middle(points, points.Max(point => point.Silos)));
        if (first.Silos == last.Silos)
        {
            return;
        }

        var valid = points.TrueForAll(point => point.Idle >= LeastIdle) ? "" : "INVALID, the machine had less than 10% idle: ";
        var goal = last.Silos == 4 && first.Silos == 1 ? leg switch { "encode" => $" (goal {EncodeGoal})", "label" => $" (goal {LabelGoal})", _ => "" } : "";
        figures.Add($"{leg}: quota used, {last.Silos} silos", last.QuotaUsed, "share", string.Create(CultureInfo.InvariantCulture, $"{first.QuotaUsed:0.00} with {first.Silos}: less means that silos wait for something else than the processor"));
        figures.Add($"{leg}: silos' processor time for one, {last.Silos} silos", last.EachMs, "ms", string.Create(CultureInfo.InvariantCulture, $"{first.EachMs:0.00} with {first.Silos}: more means work that one silo does not have, such as calls between silos"));
        figures.AddRatio($"scale-{leg}", last.Rate / first.Rate, string.Create(CultureInfo.InvariantCulture, $"{valid}{first.Rate:0.0}/s with {first.Silos}, at {last.Silos} silos of {Cores} core{goal}"));
    }

    /// <summary>The measurement with the median rate of those with so many silos; of an even number the slower of the two in the middle.</summary>
    private static Point Middle(List<Point> points, int silos)
    {
        Point[] ordered = [.. points.Where(point => point.Silos == silos).OrderBy(point => point.Rate)];
        return ordered[(ordered.Length - 1) / 2];
    }

    private static async Task<Point> MeasureAsync(string leg, int silos, Conditions conditions, CancellationToken cancellationToken)
    {
        Dictionary<string, string> settings = new()
        {
            // What is measured is the work that silos share; fits are one trainer's.
            ["Refit__LeastLabels"] = "100000",
            ["Refit__Pause"] = "01:00:00",
            ["Refit__LongPause"] = "01:00:00",
            ["Projects__Partitions"] = "32",

            // What a silo takes by itself where the quota is there when it begins: .NET sees one processor then. Here it comes later, and with a thread for each of the machine's processors silos encode a tenth less.
            ["Encoding__Threads"] = "1",
        };
        if (conditions.ProcessorsSeen > 0)
        {
            settings["DOTNET_PROCESSOR_COUNT"] = conditions.ProcessorsSeen.ToString("X", CultureInfo.InvariantCulture);
        }

        if (leg is "label" or "apart")
        {
            settings = settings.Concat(ClusterLoad.WithoutEncoder).ToDictionary();
        }

        if (leg == "loop")
        {
            using var loops = await EncoderLoops.StartAsync(silos, cancellationToken);
            return await UnderQuotaAsync(loops.Processes, conditions.Time, () => Task.FromResult((int)loops.Encoded), cancellationToken);
        }

        var clusters = new List<LocalCluster>();
        try
        {
            for (var i = 0; i < (leg == "apart" ? silos : 1); i++)
            {
                clusters.Add(await LocalCluster.StartAsync(leg == "apart" ? 1 : silos, settings));
            }

            return leg == "encode"
                ? await EncodeAsync(clusters[0], OldEnough(TimeToCompile), conditions.Time, cancellationToken)
                : await LabelAsync(clusters, OldEnough(TimeToCompile - TimeToSettle), conditions, cancellationToken);

            Task OldEnough(TimeSpan age) => Task.Delay(age, TimeProvider.System, cancellationToken);
        }
        finally
        {
            foreach (var cluster in clusters)
            {
                await cluster.DisposeAsync();
            }
        }
    }

    private static async Task<Point> EncodeAsync(LocalCluster cluster, Task oldEnough, TimeSpan time, CancellationToken cancellationToken)
    {
        const string Project = "encode";

        using var client = cluster.ClientOf(cluster.Silos[0]);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(TimeSpan.FromMinutes(8));
        var rows = TransferRows.Load(PlainProject.Partitions);

        var warm = TextsToWarm * cluster.Silos.Count;
        await ImportUnencodedAsync(client, "warm", rows, 0, warm);
        await Wait.UntilAsync(async () => (await client.StatusAsync("warm")).Encoded == warm, "the first texts are encoded", patience.Token);
        await oldEnough;

        // Several times what four silos encode in the time: none of them may run out of texts of its own partitions.
        await ImportUnencodedAsync(client, Project, rows, warm, 20_000 + (int)(450 * time.TotalSeconds));
        await Wait.UntilAsync(async () => (await client.StatusAsync(Project)).Encoded >= TextsToBegin, "encoding has begun", patience.Token);
        return await UnderQuotaAsync(ProcessesOf(cluster), time, async () => (await client.StatusAsync(Project)).Encoded, cancellationToken);
    }

    private static async Task<Point> LabelAsync(IReadOnlyList<LocalCluster> clusters, Task oldEnough, Conditions conditions, CancellationToken cancellationToken)
    {
        // Without a quota, until all has settled, four silos label several hundred a second: nobody may run out of items.
        var items = 80_000 + (int)(400 * conditions.Time.TotalSeconds);
        var crowds = new List<LabellingCrowd>();
        try
        {
            // Nobody labels yet while the next cluster imports: it would be kept from the processors, and the first would run out of items.
            var loads = new List<(ClusterLoad Load, int People)>();
            foreach (var cluster in clusters)
            {
                var load = await ClusterLoad.PrepareAsync(cluster, "label", items, cancellationToken);
                loads.Add((load, conditions.PeopleASilo * cluster.Silos.Count));
            }

            await oldEnough;
            crowds.AddRange(loads.Select(each => each.Load.Crowd(each.People, TimeSpan.Zero, seed: 1, keepToSilo: true)));
            var began = TimeProvider.System.GetUtcNow();
            await Task.WhenAll(crowds.Select(crowd => crowd.UntilAllServedAsync(began, TimeSpan.FromMinutes(2))));

            await Task.Delay(TimeToSettle, TimeProvider.System, cancellationToken);
            var point = await UnderQuotaAsync([.. clusters.SelectMany(ProcessesOf)], conditions.Time, () => Task.FromResult(crowds.Sum(crowd => crowd.Acknowledged.Count)), cancellationToken);
            return crowds.TrueForAll(crowd => crowd.Acknowledged.Count < MostLabelled * items)
                ? point
                : throw new InvalidOperationException($"People labelled nearly all of the {items} items: they looked for the last ones at the end, which is not what is measured.");
        }
        finally
        {
            foreach (var crowd in crowds)
            {
                await crowd.DisposeAsync();
            }
        }
    }

    private static IReadOnlyList<int> ProcessesOf(LocalCluster cluster) => [.. cluster.Silos.Select(cluster.ProcessIdOf)];

    private static async Task<Point> UnderQuotaAsync(IReadOnlyList<int> processes, TimeSpan time, Func<Task<int>> count, CancellationToken cancellationToken)
    {
        var quotas = processes.Select(process =>
        {
            var quota = CpuQuota.Make(process.ToString(CultureInfo.InvariantCulture), Cores);
            quota.Take(process);
            return quota;
        }).ToArray();
        try
        {
            // What had begun without a quota ends.
            await Task.Delay(TimeSpan.FromSeconds(5), TimeProvider.System, cancellationToken);
            var idle = new IdleShare();
            double Processor() => processes.Sum(process => new WatchedProcess(process).Processor.TotalSeconds);
            var (done, processor, started) = (await count(), Processor(), TimeProvider.System.GetTimestamp());
            await Task.Delay(time, TimeProvider.System, cancellationToken);
            done = await count() - done;
            var (took, used, idleShare) = (TimeProvider.System.GetElapsedTime(started).TotalSeconds, Processor() - processor, idle.SinceLast());
            return new Point(
                processes.Count, done / took, idleShare, used / took / (Cores * processes.Count), 1_000 * used / Math.Max(1, done), quotas.Average(quota => quota.ThrottledShare()), quotas[0].Version);
        }
        finally
        {
            Array.ForEach(quotas, quota => quota.Dispose());
        }
    }

    /// <summary>Texts are all different: one that was encoded before would come from the silos' common cache.</summary>
    private static async Task ImportUnencodedAsync(SiloClient client, string project, TransferRows rows, int first, int items)
    {
        string[] classes = ["a", "b"];
        await client.CreateProjectAsync(project, classes);
        await client.ImportAsync(project, new LabelledTexts(
            project, classes, [.. Enumerable.Range(first, items).Select(i => new LabelledText($"item-{i}", rows.TextOf(i), classes[0]))], []));
    }

    private sealed record Conditions(TimeSpan Time, int ProcessorsSeen, int PeopleASilo);

    private sealed record Point(int Silos, double Rate, double Idle, double QuotaUsed, double EachMs, double Throttled, string Version)
    {
        public string Note => string.Create(
            CultureInfo.InvariantCulture,
            $"{EachMs:0.00} ms of the silos' processor time each; {QuotaUsed:0.00} of the quota used, throttled in {Throttled:0.00} of the periods ({Version}); machine idle {Idle:0.00}{(Idle < LeastIdle ? ", INVALID" : "")}");
    }
}
