using System.CommandLine;
using ActiveLearning.Benchmarks.Pools;
using ActiveLearning.Contracts;
using ActiveLearning.Grains.Partitions;
using ActiveLearning.Grains.Scoring;
using ActiveLearning.Learning.Encoding;
using ActiveLearning.Learning.Heads;
using ActiveLearning.Ledger.Models;

namespace ActiveLearning.Benchmarks.Verbs;

/// <summary>
/// Items a second through the partition grains of a real silo, over ONNX Runtime alone with the same graphs, texts or blocks, batches and threads. Encoding: texts that were
/// imported, until their vectors are stored and ranked. Head: a new champion, until every item has its score.
/// </summary>
public static class Scoring
{
    private const double Goal = 0.95;
    private const int TextsARound = 2_048;
    private const int TextsABatch = 64;

    // What auto does from twenty labels on; nothing is labelled here, and for the first labels it would look at the whole pool instead of at scores.
    private const string Strategy = "facilityLocation";

    public static Command Command()
    {
        var items = new Option<int>("--items") { DefaultValueFactory = _ => 200_000, Description = "Items that the head scores." };
        var rounds = new Option<int>("--rounds") { DefaultValueFactory = _ => 7, Description = "Rounds of each; medians are shown." };
        var output = new Option<DirectoryInfo?>("--out") { Description = "Folder for scoring.json." };
        var command = new Command("scoring", "Items a second through partition grains, encoder and head, over ONNX Runtime alone.") { items, rounds, output };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var figures = new Figures("scoring");
            var real = RealPool.Load("davidson", Environment.ProcessorCount, cancellationToken);
            await EncoderAsync(real, parsed.GetValue(rounds), figures, cancellationToken);
            await HeadAsync(real, parsed.GetValue(items), parsed.GetValue(rounds), figures, cancellationToken);
            await figures.ReportAsync(parsed.GetValue(output), cancellationToken);
            return 0;
        });
        return command;
    }

    private static async Task EncoderAsync(RealPool real, int rounds, Figures figures, CancellationToken cancellationToken)
    {
        await using var project = await DrawnProject.CreateAsync(real, cancellationToken);
        await project.StartAsync(cancellationToken);
        using var encoder = UseLiteEncoder.Load();
        List<Spent> through = [], alone = [];

        // One round warms both up.
        for (var round = 0; round <= rounds; round++)
        {
            var first = round * TextsARound;
            var texts = Enumerable.Range(first, TextsARound).Select(i => real.Texts[i % real.Count]).ToArray();
            await project.ImportAsync(texts, first, ItemSplit.Pool, null, cancellationToken);
            var bare = () => alone.Add(Spent.On(() => Encode(encoder, texts, cancellationToken)));
            if (round % 2 == 1)
            {
                bare();
            }

            var partitions = project.PartitionGrains();
            through.Add(await Spent.OnAsync(async () =>
            {
                await Task.WhenAll(partitions.Select(p => p.ItemsImported()));
                await project.WaitAsync(coverage => coverage.Encoded == coverage.Items, cancellationToken);
            }));
            if (round % 2 == 0)
            {
                bare();
            }
        }

        Report("encoder", TextsARound, through[1..], alone[1..], figures);
    }

    private static async Task HeadAsync(RealPool real, int items, int rounds, Figures figures, CancellationToken cancellationToken)
    {
        await using var project = await DrawnProject.CreateAsync(real, cancellationToken);
        await project.ImportDrawnAsync(items, cancellationToken);
        var onnx = real.Fit(1_000, cancellationToken).Head.ToOnnx();
        using var bare = new BareHeadLoop(onnx, real.Classes);
        var blocks = Enumerable.Range(0, 8).Select(part => project.BlockOf(part, 8, items, cancellationToken)).ToArray();
        await project.StartAsync(cancellationToken);
        await Task.WhenAll(project.PartitionGrains().Select(p => p.ItemsImported()));
        await project.WaitAsync(coverage => coverage.EncodedPool == coverage.Pool, cancellationToken);
        List<Spent> through = [], alone = [];
        for (var version = 1; version <= rounds + 1; version++)
        {
            await PromoteAsync(project, version, onnx, cancellationToken);
            if (version % 2 == 1)
            {
                alone.Add(Spent.On(() => bare.Run(blocks, Environment.ProcessorCount, cancellationToken)));
            }

            through.Add(await Spent.OnAsync(async () =>
            {
                var context = new RankingContext(version, Strategy, new int[real.Classes], version, items, null);
                await Task.WhenAll(project.PartitionGrains().Select(p => p.RankAgain(context)));
                await project.WaitAsync(coverage => coverage.Champion == version && coverage.Scored == coverage.EncodedPool, cancellationToken);
            }));
            if (version % 2 == 0)
            {
                alone.Add(Spent.On(() => bare.Run(blocks, Environment.ProcessorCount, cancellationToken)));
            }
        }

        Report("head", items, through[1..], alone[1..], figures);
    }

    private static async Task PromoteAsync(DrawnProject project, int version, byte[] onnx, CancellationToken cancellationToken)
    {
        var row = new ModelVersionRow(version, ModelStage.Candidate, 0, 0, 1, UseLiteEncoder.CurrentVersion, TimeProvider.System.GetUtcNow(), null);
        await project.Ledger.Models.AddAsync(project.Row.Key, row, HeadArtefact.Pack(onnx), cancellationToken);
        await project.Ledger.Models.PromoteAsync(project.Row.Key, version, version == 1 ? null : version - 1, "benchmark", "measured", cancellationToken);

        // The trainer leaves the heads that it fits there, too.
        project.Services.GetRequiredService<HeadCache>().Put(project.Row.Key, version, HeadSession.Load(onnx));
    }

    private static void Encode(UseLiteEncoder encoder, string[] texts, CancellationToken cancellationToken)
    {
        foreach (var batch in texts.Chunk(TextsABatch))
        {
            encoder.Encode(batch, new float[batch.Length * encoder.Dimensions], Environment.ProcessorCount, cancellationToken);
        }
    }

    private static void Report(string leg, int items, List<Spent> through, List<Spent> alone, Figures figures)
    {
        var grain = items / (Figures.Median(through.Select(t => t.WallMs)) / 1_000);
        var limit = items / (Figures.Median(alone.Select(t => t.WallMs)) / 1_000);
        figures.Add($"{leg}: through partition grains", grain, "items/s", Spent.Note(through));
        figures.Add($"{leg}: ONNX Runtime alone", limit, "items/s", Spent.Note(alone));
        var processor = Figures.Median(alone.Select(t => t.ProcessorMs)) / Figures.Median(through.Select(t => t.ProcessorMs));
        figures.Add($"{leg}: ratio by processor time", processor, "");
        figures.AddRatio($"scoring-{leg}", grain / limit, $"{limit:0} items/s by ONNX Runtime alone (goal {Goal})");
    }
}
