using System.CommandLine;
using ActiveLearning.Benchmarks.Pools;
using ActiveLearning.Contracts;
using ActiveLearning.Grains.Partitions;
using ActiveLearning.Learning.Acquisition;
using ActiveLearning.Learning.Coverage;
using ActiveLearning.Learning.Heads;
using ActiveLearning.Ledger.Items;

namespace ActiveLearning.Benchmarks.Verbs;

/// <summary>
/// Bytes that a partition keeps for an item beyond its embedding and its n-gram ids: state, walk, scores, coverage, and what the features need besides. Built of the classes that
/// the partition grain is made of, filled with items drawn around real ones. And how long choosing takes in a pool of that size.
/// </summary>
public static class PoolMemory
{
    private const int LimitBytes = 64;
    private const int LimitSelectMs = 10;
    private const int Batch = 20;

    public static Command Command()
    {
        var items = new Option<int>("--items") { DefaultValueFactory = _ => 1_000_000, Description = "Items of the pool; 10,000,000 need 9 GiB with --ngrams 32." };
        var ngrams = new Option<int>("--ngrams") { DefaultValueFactory = _ => 256, Description = "N-grams an item at most." };
        var partitions = new Option<int>("--partitions") { DefaultValueFactory = _ => 8 };
        var output = new Option<DirectoryInfo?>("--out") { Description = "Folder for memory.json." };
        var command = new Command("memory", "Bytes an item beyond its embedding and n-gram ids, and choosing in a pool of that size.") { items, ngrams, partitions, output };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var figures = new Figures("memory");
            var real = RealPool.Load("davidson", Environment.ProcessorCount, cancellationToken);
            Measure(real, parsed.GetValue(items), parsed.GetValue(ngrams), parsed.GetValue(partitions), figures, cancellationToken);
            await figures.ReportAsync(parsed.GetValue(output), cancellationToken);
            return 0;
        });
        return command;
    }

    private static void Measure(RealPool real, int items, int ngrams, int partitions, Figures figures, CancellationToken cancellationToken)
    {
        var onnx = real.Fit(1_000, cancellationToken).Head.ToOnnx();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var parts = Fill(real, onnx, items, ngrams, partitions, cancellationToken);
        var after = GC.GetTotalMemory(forceFullCollection: true);
        var ngramIds = parts.Sum(part => part.NgramCount);
        var payload = ((long)items * real.Dimensions) + (ngramIds * sizeof(uint));
        var beyond = (double)(after - before - payload) / items;
        figures.Add("items", items, "");
        figures.Add("n-grams an item", (double)ngramIds / items, "");
        figures.Add("in all", (after - before) / 1073741824.0, "GiB", "managed memory of the pool");
        figures.Add("resident", Environment.WorkingSet / 1073741824.0, "GiB", "the whole process");
        figures.Add("an item", (double)(after - before) / items, "bytes");
        figures.Add("an item beyond embedding and n-gram ids", beyond, "bytes", $"{real.Classes} classes; two bytes more for each further one");
        figures.AddRatio("memory", beyond / LimitBytes, $"{LimitBytes} bytes an item beyond embedding and n-gram ids ({items:N0} items)");
        Select(real, parts, items, figures);
        GC.KeepAlive(parts);
    }

    private static Part[] Fill(RealPool real, byte[] onnx, int items, int ngrams, int partitions, CancellationToken cancellationToken)
    {
        using var session = HeadSession.Load(onnx);
        var parts = new Part[partitions];
        Parallel.For(0, partitions, p => parts[p] = Part.Fill(p, partitions, items, new DrawnItems(real, ngrams), session, real, cancellationToken));
        return parts;
    }

    private static void Select(RealPool real, Part[] parts, int items, Figures figures)
    {
        var auto = AcquisitionFunctions.All[0];
        var times = new List<Spent>();
        for (var round = 0; round < 60; round++)
        {
            times.Add(Spent.On(() => Array.ForEach(parts, part => auto.Select(part.View(real.Classes, items), Batch, new Random(round)))));
        }

        // The first rounds compile.
        times.RemoveRange(0, 30);
        var ms = Figures.Median(times.Select(t => t.WallMs));
        figures.Add($"choosing {Batch} in each of {parts.Length} partitions", ms, "ms", "one thread, " + Spent.Note(times));
        figures.AddRatio("memory-select", ms / LimitSelectMs, $"{LimitSelectMs} ms to choose a batch ({items:N0} items)");
    }

    /// <summary>One partition's memory.</summary>
    private sealed record Part(PoolRows Rows, PartitionFeatures Features, ProbabilityTable Scores, Shortlist Shortlist, CoverageTracker Coverage, long NgramCount)
    {
        public static Part Fill(
            int partition, int partitions, int items, DrawnItems drawn, HeadSession session, RealPool real, CancellationToken cancellationToken)
        {
            var rows = new PoolRows();
            var features = new PartitionFeatures(real.Dimensions);
            var embedding = new float[real.Dimensions];
            var random = new Random(partition);
            var ngrams = 0L;
            for (var number = partition; number < items; number += partitions)
            {
                cancellationToken.ThrowIfCancellationRequested();
                rows.Add(new PartitionItem(new ItemState(number, "", ItemSplit.Pool, 0, null, null, 0, 1, false), random.NextInt64()));
                features.AddPool(drawn.Draw(number, embedding));
                features.Pool.SetEmbedding(features.Pool.Count - 1, embedding);
                ngrams += features.Pool.NgramCount(features.Pool.Count - 1);
            }

            rows.WalkOrder();
            var coverage = new CoverageTracker(features.Pool, 0.3f);
            coverage.RowsAdded();
            var scores = new ProbabilityTable(real.Classes, features.Pool.Count);
            var shortlist = new Shortlist(default, random);
            var probabilities = new float[4_096 * real.Classes];
            for (var first = 0; first < features.Pool.Count; first += 4_096)
            {
                var count = Math.Min(4_096, features.Pool.Count - first);
                session.Score(features.Pool, first, count, probabilities);
                for (var i = 0; i < count; i++)
                {
                    var row = probabilities.AsSpan(i * real.Classes, real.Classes);
                    scores.Set(first + i, row);
                    shortlist.Offer(first + i, row);
                }
            }

            return new Part(rows, features, scores, shortlist, coverage, ngrams);
        }

        /// <summary>What the partition shows a function that follows doubt.</summary>
        public PoolView View(int classes, int poolSize) => new()
        {
            Features = Features.Pool,
            Scores = Scores,
            Classes = classes,
            Open = Shortlist.Rows.Distinct().Where(row => Rows.IsOpen(row, DateTimeOffset.UnixEpoch)).Take(Shortlist.Capacity / 4).ToArray(),
            LabelsPerClass = [.. Enumerable.Repeat(400, classes)],
            TotalLabels = 400 * classes,
            PoolSize = poolSize,
        };
    }
}
