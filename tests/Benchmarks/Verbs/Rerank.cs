using System.CommandLine;
using ActiveLearning.Benchmarks.LabelEfficiency;
using ActiveLearning.Benchmarks.Pools;
using ActiveLearning.Contracts;
using ActiveLearning.Harness;
using ActiveLearning.Learning.Acquisition;
using ActiveLearning.Learning.Encoding;
using ActiveLearning.Learning.Features;
using ActiveLearning.Learning.Heads;

namespace ActiveLearning.Benchmarks.Verbs;

/// <summary>
/// From a committed label to the new order being served, through annotator, item, ledger, trainer, gate and partitions of a real silo: refit at 1,000 labels, evaluation on
/// the held-out items and persistence included. "Served" is when every partition hands out of a front that the new version ranked; "all" is when every item has its
/// score. The limit at a million items is a refit and a bare pass over the same features, in the same run.
/// </summary>
public static class Rerank
{
    private const int Labels = 1_000;
    private const int Best = 1_000;
    private const int HeldOut = 1_000;
    private const int Parts = 8;
    private const double LimitServedMs = 250;
    private const double LimitBestMs = 1_000;
    private const double LimitPassMs = 5_000;

    public static Command Command()
    {
        var items = new Option<int[]>("--items")
        {
            DefaultValueFactory = _ => [20_000, 100_000, 1_000_000],
            AllowMultipleArgumentsPerToken = true,
            Description = "Sizes of the pool, one after another.",
        };
        var rounds = new Option<int>("--rounds") { DefaultValueFactory = _ => 20, Description = "Labels that are measured; a quarter as many from a million items on." };
        var output = new Option<DirectoryInfo?>("--out") { Description = "Folder for rerank.json." };
        var command = new Command("rerank", "From a committed label to the new order being served.") { items, rounds, output };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var figures = new Figures("rerank");
            var real = RealPool.Load("davidson", Environment.ProcessorCount, cancellationToken);
            foreach (var size in parsed.GetValue(items)!)
            {
                await MeasureAsync(real, size, size < 1_000_000 ? parsed.GetValue(rounds) : Math.Max(1, parsed.GetValue(rounds) / 4), figures, cancellationToken);
            }

            await figures.ReportAsync(parsed.GetValue(output), cancellationToken);
            return 0;
        });
        return command;
    }

    private static async Task MeasureAsync(RealPool real, int items, int rounds, Figures figures, CancellationToken cancellationToken)
    {
        await using var project = await DrawnProject.CreateAsync(real, cancellationToken);
        await project.ImportDrawnAsync(items, cancellationToken);
        var test = LabelledTexts.Load(real.Name).Test.Take(HeldOut).ToArray();
        var classes = test.Select(t => t.Label).Distinct().Order(StringComparer.Ordinal).ToList();
        var texts = test.Select(t => t.Text).ToArray();
        await project.ImportAsync(texts, items, ItemSplit.Test, [.. test.Select(t => classes.IndexOf(t.Label))], cancellationToken);
        using (var encoder = UseLiteEncoder.Load())
        {
            await project.StoreVectorsAsync(items, EmbeddingCache.Encode(encoder, texts, Environment.ProcessorCount, cancellationToken), cancellationToken);
        }

        await project.LabelFirstAsync(Labels, cancellationToken);
        var blocks = new FeatureBlock[Parts];
        Parallel.For(0, Parts, part => blocks[part] = project.BlockOf(part, Parts, items, cancellationToken));
        Console.WriteLine($"{items:N0} items are drawn; the silo starts.");
        await project.StartAsync(cancellationToken);
        await Task.WhenAll(project.PartitionGrains().Select(p => p.ItemsImported()));
        await SettledAsync(project, 1, cancellationToken);

        Console.WriteLine("Everything is scored; labels follow.");
        List<double> served = [], all = [], refit = [], bare = [];
        var overlap = double.NaN;
        for (var round = 0; round < rounds + 2; round++)
        {
            var before = (await project.Ledger.Models.FindChampionAsync(project.Row.Key, cancellationToken))!.Version;
            var annotator = project.Annotator($"measured{round}");
            var lease = (await annotator.Lease(1))[0].Lease;
            var committed = TimeProvider.System.GetTimestamp();
            await annotator.Submit(lease.Id, project.ClassOf(lease.Id.Ordinal), 500);
            committed = TimeProvider.System.GetTimestamp();
            await project.WaitAsync(coverage => coverage.Champion > before, cancellationToken);
            served.Add(TimeProvider.System.GetElapsedTime(committed).TotalMilliseconds);
            if (round == 1)
            {
                overlap = await OverlapAsync(project, real, blocks, cancellationToken);
            }

            await SettledAsync(project, before + 1, cancellationToken);
            all.Add(TimeProvider.System.GetElapsedTime(committed).TotalMilliseconds);

            // The trainer rests as long as a round took.
            await Task.Delay(TimeProvider.System.GetElapsedTime(committed), TimeProvider.System, cancellationToken);
            if (round % Math.Max(1, rounds / 5) == 0)
            {
                Limits(real, await HeadOfAsync(project, cancellationToken), blocks, refit, bare, cancellationToken);
            }
        }

        // The first compile, the second was held up by the look at every value.
        Report(items, served[2..], all[2..], refit, bare, overlap, figures);
    }

    private static Task SettledAsync(DrawnProject project, int version, CancellationToken cancellationToken) =>
        project.WaitAsync(c => c.Champion >= version && c.Scored == c.EncodedPool && c.Encoded == c.Items, cancellationToken);

    private static async Task<byte[]> HeadOfAsync(DrawnProject project, CancellationToken cancellationToken)
    {
        var champion = await project.Ledger.Models.FindChampionAsync(project.Row.Key, cancellationToken);
        return HeadArtefact.Unpack((await project.Ledger.Models.ReadArtefactAsync(project.Row.Key, champion!.Version, cancellationToken))!);
    }

    private static void Limits(RealPool real, byte[] onnx, FeatureBlock[] blocks, List<double> refit, List<double> bare, CancellationToken cancellationToken)
    {
        var set = new TrainingSet(real.Classes, real.Dimensions);
        HeadFit? fit = null;
        for (var row = 0; row <= Labels; row++)
        {
            fit = row == Labels ? HeadTrainer.Fit(set, null, cancellationToken) : fit;
            set.Add(real.Ngrams[row], real.Embedding(row), real.Labels[row]);
        }

        refit.Add(Spent.On(() => HeadTrainer.Fit(set, fit, cancellationToken)).WallMs);
        using var loop = new BareHeadLoop(onnx, real.Classes);
        bare.Add(Spent.On(() => loop.Run(blocks, Environment.ProcessorCount, cancellationToken)).WallMs);
    }

    /// <summary>Of the items that are really the best under the version that serves, the share that stands among the best as they are served now.</summary>
    private static async Task<double> OverlapAsync(DrawnProject project, RealPool real, FeatureBlock[] blocks, CancellationToken cancellationToken)
    {
        var now = await Task.WhenAll(project.PartitionGrains().Select(p => p.ValueOf([.. Enumerable.Range(0, blocks.Sum(b => b.Count))])));
        using var loop = new BareHeadLoop(await HeadOfAsync(project, cancellationToken), real.Classes);
        var exact = loop.Run(blocks, Environment.ProcessorCount, cancellationToken);
        var count = now[0].Length;
        var (served, right) = (new float[count], new float[count]);
        for (var i = 0; i < count; i++)
        {
            // Every partition answers for its own items and says NaN for the others.
            served[i] = now.Select(values => values[i]).FirstOrDefault(value => !float.IsNaN(value), -1);
            right[i] = served[i] < 0 ? -1 : Margin.Doubt(exact[i % Parts].AsSpan(i / Parts * real.Classes, real.Classes));
        }

        return (double)BestOf(served).Intersect(BestOf(right)).Count() / Best;
    }

    private static int[] BestOf(float[] values) => [.. Enumerable.Range(0, values.Length).OrderByDescending(i => values[i]).Take(Best)];

    private static void Report(int items, List<double> served, List<double> all, List<double> refit, List<double> bare, double overlap, Figures figures)
    {
        var leg = items >= 1_000_000 ? $"{items / 1_000_000}m" : $"{items / 1_000}k";
        var p95 = Figures.Quantile(served, 0.95);
        var limit = Figures.Median(refit) + Figures.Median(bare);
        figures.Add($"{leg}: label to new order served", Figures.Median(served), "ms", served.Count <= 10 ? $"each: {string.Join(", ", served.Select(ms => $"{ms:0}"))}" : $"p95 {p95:0}, worst {served.Max():0}, {served.Count} labels");
        figures.Add($"{leg}: label to every item scored", Figures.Median(all), "ms", $"p95 {Figures.Quantile(all, 0.95):0}");
        figures.Add($"{leg}: refit alone", Figures.Median(refit), "ms", $"{refit.Min():0} to {refit.Max():0}");
        figures.Add($"{leg}: bare pass over the features", Figures.Median(bare), "ms", $"{bare.Min():0} to {bare.Max():0}");
        figures.Add($"{leg}: best {Best:N0} right when served", overlap, "share", "staleness: the rest follows until every item is scored");
        if (items < 1_000_000)
        {
            figures.AddRatio($"rerank-{leg}", p95 / LimitServedMs, $"{LimitServedMs:0} ms, p95");
        }
        else
        {
            figures.AddRatio($"rerank-{leg}", Figures.Median(all) / limit, $"{limit:0} ms, a refit and a bare pass (goal 1.5)");
            figures.AddRatio($"rerank-{leg}-best", p95 / LimitBestMs, $"{LimitBestMs:0} ms until the best {Best:N0} are right, p95");
            figures.AddRatio($"rerank-{leg}-pass", Figures.Quantile(all, 0.95) / LimitPassMs, $"{LimitPassMs:0} ms until every item is scored, p95");
        }
    }
}
