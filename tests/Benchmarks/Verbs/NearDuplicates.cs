using System.CommandLine;
using System.Diagnostics;
using System.Text.Json;
using ActiveLearning.Benchmarks.LabelEfficiency;
using ActiveLearning.Learning.NearDuplicates;
using Spectre.Console;

namespace ActiveLearning.Benchmarks.Verbs;

/// <summary>
/// Which items of a labelled file form near-duplicate groups, how often a group's members carry another label than its majority, and what finding them costs in time and memory.
/// </summary>
public static class NearDuplicates
{
    public static Command Command()
    {
        var pool = new Option<FileInfo>("--pool") { Required = true, Description = "Labelled JSON lines {id,text,label}." };
        var list = new Option<int>("--list") { DefaultValueFactory = _ => 0, Description = "Close pairs to print, for looking at them." };
        var scale = new Option<int>("--scale") { DefaultValueFactory = _ => 0, Description = "Enters the file's texts, with words changed, until so many items are in; for the cost of large pools." };
        var output = new Option<DirectoryInfo?>("--out") { Description = "Folder for near-duplicates.json." };
        var command = new Command("near-duplicates", "Near-duplicate groups of a labelled file: what they save and how sure they are.") { pool, list, scale, output };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var file = LabelledFile.Read(parsed.GetValue(pool)!.FullName);
            var copies = Report.Of("exact", file, Copies(file), TimeSpan.Zero, 0);
            var (sets, pairs, elapsed, bytes) = Compare(file.Texts, cancellationToken);
            var all = Report.Of("exact and close", file, [.. Enumerable.Range(0, file.Texts.Length).Select(sets.RootOf)], elapsed, bytes);
            Print(file.Texts.Length, [copies, all]);
            foreach (var (item, other) in pairs.Where(pair => NormalText.Of(file.Texts[pair.Item]).Text != NormalText.Of(file.Texts[pair.Other]).Text).Take(parsed.GetValue(list)))
            {
                Console.WriteLine($"{file.Labels[item]}: {file.Texts[item]}\n{file.Labels[other]}: {file.Texts[other]}\n");
            }

            Scaled? scaled = null;
            if (parsed.GetValue(scale) is > 0 and var count)
            {
                scaled = Scale(file.Texts, count, cancellationToken);
                Console.WriteLine($"{scaled.Items} items: {scaled.MicrosecondsAnItem:0.0} microseconds and {scaled.BytesAnItem:0} bytes an item, {scaled.Candidates} candidates");
            }

            if (parsed.GetValue(output) is { } folder)
            {
                folder.Create();
                await File.WriteAllTextAsync(
                    Path.Combine(folder.FullName, "near-duplicates.json"), JsonSerializer.Serialize(new { copies, all, scaled }), cancellationToken);
            }

            return 0;
        });
        return command;
    }

    private static int[] Copies(LabelledFile file)
    {
        var first = new Dictionary<UInt128, int>();
        return
        [
            .. file.Texts.Select((text, i) =>
            {
                var key = NormalText.Of(text).Key();
                return first.TryAdd(key, i) ? i : first[key];
            }),
        ];
    }

    private static (DisjointSets Sets, List<ClosePair> Pairs, TimeSpan Elapsed, double BytesAnItem) Compare(string[] texts, CancellationToken cancellationToken)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var watch = Stopwatch.StartNew();
        var finder = new NearDuplicateFinder();
        var sets = new DisjointSets();
        var pairs = new List<ClosePair>();
        for (var i = 0; i < texts.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var candidates = finder.Enter(i, isHeldOut: false, MinHashBands.Of(NormalText.Of(texts[i])));
            foreach (var pair in finder.Confirm(candidates, item => NormalText.Of(texts[item])))
            {
                sets.Join(pair.Item, pair.Other);
                pairs.Add(pair);
            }
        }

        var elapsed = watch.Elapsed;
        var bytes = (double)(GC.GetTotalMemory(forceFullCollection: true) - before) / texts.Length;
        GC.KeepAlive(finder);
        return (sets, pairs, elapsed, bytes);
    }

    private static Scaled Scale(string[] texts, int count, CancellationToken cancellationToken)
    {
        var random = new Random(1);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var finder = new NearDuplicateFinder();
        var candidates = 0L;
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var text = texts[i % texts.Length];
            if (i >= texts.Length)
            {
                var words = text.Split(' ');
                for (var w = 0; w < words.Length; w += 3)
                {
                    words[w] = $"w{random.Next(50_000)}";
                }

                text = string.Join(' ', words);
            }

            candidates += finder.Enter(i, isHeldOut: false, MinHashBands.Of(NormalText.Of(text))).Count;
        }

        var elapsed = watch.Elapsed;
        var bytes = (double)(GC.GetTotalMemory(forceFullCollection: true) - before) / count;
        GC.KeepAlive(finder);
        return new Scaled(count, elapsed.TotalMicroseconds / count, bytes, candidates);
    }

    private static void Print(int items, Report[] reports)
    {
        var table = new Table().AddColumns("groups", "number", "labels saved", "of", "largest", "off the majority's label", "µs an item", "bytes an item");
        foreach (var report in reports)
        {
            table.AddRow(
                report.Kind, $"{report.Groups}", $"{report.Saved}", $"{items}", $"{report.Largest}", $"{report.OffMajority}", $"{report.MicrosecondsAnItem:0.0}",
                $"{report.BytesAnItem:0}");
        }

        AnsiConsole.Write(table);
    }

    private sealed record Scaled(int Items, double MicrosecondsAnItem, double BytesAnItem, long Candidates);

    private sealed record Report(string Kind, int Groups, int Saved, int Largest, int OffMajority, double MicrosecondsAnItem, double BytesAnItem)
    {
        public static Report Of(string kind, LabelledFile file, int[] groupOf, TimeSpan elapsed, double bytes)
        {
            var groups = Enumerable.Range(0, groupOf.Length).GroupBy(i => groupOf[i]).Where(group => group.Count() > 1).Select(group => group.ToArray()).ToArray();
            return new Report(
                kind,
                groups.Length,
                groups.Sum(group => group.Length - 1),
                groups.Length == 0 ? 0 : groups.Max(group => group.Length),
                groups.Sum(group => group.Length - group.GroupBy(i => file.Labels[i]).Max(same => same.Count())),
                elapsed.TotalMicroseconds / file.Texts.Length,
                bytes);
        }
    }
}
