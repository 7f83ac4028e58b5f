using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using ActiveLearning.Benchmarks.Refits;
using ActiveLearning.Learning.Heads;

namespace ActiveLearning.Benchmarks.Verbs;

/// <summary>
/// How long a refit takes, over one forward pass of the same rows: from the head that saw a twentieth fewer labels, as the trainer does it, and from nothing.
/// </summary>
public static class Refit
{
    private const double LimitPasses = 60;
    private const double Growth = 1.05;

    public static Command Command()
    {
        var pool = new Option<FileInfo?>("--pool") { Description = "Labelled JSON lines {id,text,label}; else the synthetic stream." };
        var labels = new Option<string>("--labels") { DefaultValueFactory = _ => "200,1000,5000,20000", Description = "Numbers of labels, by comma; a file with fewer rows gives all it has." };
        var repeats = new Option<int>("--repeats") { DefaultValueFactory = _ => 3, Description = "Refits of each size; the median counts." };
        var encoder = new Option<string>("--encoder") { DefaultValueFactory = _ => "use-lite", Description = "use-lite, or projected-ngrams, which takes no time over very many texts." };
        var warmOnly = new Option<bool>("--warm-only") { Description = "Leaves out the cold fit and the out-of-fold probabilities." };
        var threads = new Option<int>("--threads") { DefaultValueFactory = _ => Environment.ProcessorCount, Description = "Threads that encode; fitting takes one." };
        var output = new Option<DirectoryInfo?>("--out") { Description = "Folder for refit.json." };
        var command = new Command("refit", "Time of a refit over one pass over its rows.") { pool, labels, repeats, encoder, warmOnly, threads, output };
        command.SetAction((parsed, cancellationToken) =>
        {
            var sizes = parsed.GetValue(labels)!.Split(',').Select(size => int.Parse(size, CultureInfo.InvariantCulture)).ToArray();
            var (rows, classes) = LabelledText.Read(parsed.GetValue(pool)?.FullName, sizes.Max(), parsed.GetValue(encoder)!, parsed.GetValue(threads), cancellationToken);
            var screen = Console.Out;
            Console.WriteLine($"{"labels",7} {"columns",8} {"pass ms",8} {"warm ms",8} {"passes",7} {"ratio",6} {"cold ms",9} {"C",4} {"out-of-fold ms",15} {"ONNX ms",8} {"MiB",5}");

            // Once for nothing, so that no leg pays for compiling the code.
            Console.SetOut(TextWriter.Null);
            foreach (var size in sizes.Where(size => size <= 2_000))
            {
                Measure(size, rows[..Math.Min(size, rows.Length)], classes, 1, true, cancellationToken);
            }

            Console.SetOut(screen);
            var legs = sizes.Select(size => Measure(size, rows[..Math.Min(size, rows.Length)], classes, parsed.GetValue(repeats), parsed.GetValue(warmOnly), cancellationToken)).ToArray();
            foreach (var leg in legs)
            {
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"ratio refit-{leg.Size} = {leg.WarmMs / leg.PassMs:F1} of {LimitPasses:F0} passes"));
            }

            if (parsed.GetValue(output) is { } folder)
            {
                folder.Create();
                File.WriteAllText(Path.Combine(folder.FullName, "refit.json"), JsonSerializer.Serialize(legs, JsonSerializerOptions.Web));
            }

            return Task.FromResult(0);
        });
        return command;
    }

    private static Leg Measure(int size, LabelledText[] rows, int classes, int repeats, bool warmOnly, CancellationToken cancellationToken)
    {
        var forward = new ForwardPass(rows, classes);
        var passMs = forward.Measure();
        var before = (int)(rows.Length / Growth);
        var (warm, cold, outOfFold, onnx, bytes) = (new double[repeats], new double[repeats], 0.0, 0.0, 0L);
        HeadFit fit = null!;
        for (var repeat = 0; repeat < repeats; repeat++)
        {
            var memory = GC.GetTotalMemory(forceFullCollection: true);
            var set = new TrainingSet(classes, rows[0].Embedding.Length);
            Append(set, rows.AsSpan(0, before));
            var earlier = Timed(() => HeadTrainer.Fit(set, null, cancellationToken), out _);
            Append(set, rows.AsSpan(before));
            fit = Timed(() => HeadTrainer.Fit(set, earlier, cancellationToken), out warm[repeat]);
            bytes = GC.GetTotalMemory(forceFullCollection: true) - memory;
            Timed(fit.Head.ToOnnx, out onnx);
            if (warmOnly)
            {
                continue;
            }

            Timed(() => HeadTrainer.Fit(set, null, cancellationToken), out cold[repeat]);
            if (repeat == 0)
            {
                Timed(() => fit.OutOfFold, out outOfFold);
            }
        }

        var leg = new Leg(size, rows.Length, forward.Columns, passMs, Median(warm), fit.Steps, Median(cold), fit.C, outOfFold, onnx, bytes);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{leg.Labels,7} {leg.Columns,8} {leg.PassMs,8:F2} {leg.WarmMs,8:F1} {leg.Steps,7} {leg.WarmMs / leg.PassMs,6:F1} {leg.ColdMs,9:F0} {leg.C,4} {leg.OutOfFoldMs,15:F0} {leg.OnnxMs,8:F1} {leg.Bytes / 1024.0 / 1024,5:F0}"));
        return leg;
    }

    private static void Append(TrainingSet set, ReadOnlySpan<LabelledText> rows)
    {
        foreach (var row in rows)
        {
            set.Add(row.Ngrams, row.Embedding, row.Class);
        }
    }

    private static T Timed<T>(Func<T> work, out double ms)
    {
        var started = TimeProvider.System.GetTimestamp();
        var result = work();
        ms = TimeProvider.System.GetElapsedTime(started).TotalMilliseconds;
        return result;
    }

    private static double Median(double[] values) => values.Order().ElementAt(values.Length / 2);

    private sealed record Leg(
        int Size, int Labels, int Columns, double PassMs, double WarmMs, int Steps, double ColdMs, double C, double OutOfFoldMs, double OnnxMs, long Bytes);
}
