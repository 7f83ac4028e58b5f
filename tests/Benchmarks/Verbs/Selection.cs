using System.CommandLine;
using ActiveLearning.Benchmarks.Pools;
using ActiveLearning.Grains.Partitions;
using ActiveLearning.Learning.Acquisition;
using ActiveLearning.Learning.Heads;

namespace ActiveLearning.Benchmarks.Verbs;

/// <summary>
/// Choosing and diversifying a batch of 20 out of a whole pool in one slice, over what the Python libraries need for the same (modAL, scikit-activeml: one thread, the same
/// set, features in memory; measured once with the libraries). And handing out from the prepared front, which should not depend on the pool at all.
/// </summary>
public static class Selection
{
    private const int Batch = 20;
    private const int Labels = 1_000;

    private static readonly (string Function, double LimitMs, string Limit)[] Limits =
    [
        ("auto", 21, "modAL's margin, 21 ms"),
        ("margin", 21, "modAL's margin, 21 ms"),
        ("facilityLocation", 21, "modAL's margin, 21 ms"),
        ("gradientEmbedding", 178, "scikit-activeml's BADGE, 178 ms"),
        ("coverage", 335, "scikit-activeml's ProbCover, 335 ms"),
        ("representative", 335, "scikit-activeml's ProbCover, 335 ms"),
        ("typicality", 335, "scikit-activeml's ProbCover, 335 ms"),
        ("clusterCoverage", 335, "scikit-activeml's ProbCover, 335 ms"),
    ];

    public static Command Command()
    {
        var set = new Option<string>("--set") { DefaultValueFactory = _ => "davidson", Description = "Folder of the labelled set." };
        var rounds = new Option<int>("--rounds") { DefaultValueFactory = _ => 15, Description = "Rounds of each; medians are shown." };
        var output = new Option<DirectoryInfo?>("--out") { Description = "Folder for select.json." };
        var command = new Command("select", "Choosing a batch of 20, over what Python libraries need; handing out from the front.") { set, rounds, output };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var figures = new Figures("select");
            Measure(RealPool.Load(parsed.GetValue(set)!, Environment.ProcessorCount, cancellationToken), parsed.GetValue(rounds), figures, cancellationToken);
            await figures.ReportAsync(parsed.GetValue(output), cancellationToken);
            return 0;
        });
        return command;
    }

    private static void Measure(RealPool real, int rounds, Figures figures, CancellationToken cancellationToken)
    {
        var block = real.ToBlock();
        using var session = HeadSession.Load(real.Fit(Labels, cancellationToken).Head.ToOnnx());
        var probabilities = new float[block.Count * real.Classes];
        session.Score(block, 0, block.Count, probabilities);
        var scores = ProbabilityTable.Of(probabilities, real.Classes);
        var labelled = Enumerable.Range(0, Math.Min(Labels, block.Count / 2)).ToArray();
        var open = Enumerable.Range(labelled.Length, block.Count - labelled.Length).ToArray();
        var times = Limits.ToDictionary(limit => limit.Function, _ => new List<Spent>());
        for (var round = -10; round < rounds; round++)
        {
            foreach (var (name, _, _) in Limits)
            {
                cancellationToken.ThrowIfCancellationRequested();
                AcquisitionFunctions.TryGet(name, out var function);
                var view = new PoolView
                {
                    Features = block,
                    Scores = scores,
                    Classes = real.Classes,
                    Open = open,
                    Labelled = labelled,
                    LabelsPerClass = [.. Enumerable.Range(0, real.Classes).Select(c => labelled.Count(row => real.Labels[row] == c))],
                    TotalLabels = labelled.Length,
                    PoolSize = block.Count,
                };
                var spent = Spent.On(() => function!.Select(view, Batch, new Random(round + 2)));
                if (round >= 0)
                {
                    times[name].Add(spent);
                }
            }
        }

        foreach (var (name, limitMs, limit) in Limits)
        {
            var ms = Figures.Median(times[name].Select(t => t.WallMs));
            figures.Add($"{name}, {Batch} of {open.Length:N0}", ms, "ms", Spent.Note(times[name]));
            figures.AddRatio($"select-{name}", ms / limitMs, limit);
        }

        HandOut(figures);
    }

    /// <summary>Takes everything from fronts of two lengths: an item costs the same.</summary>
    private static void HandOut(Figures figures)
    {
        foreach (var length in (int[])[64, 4_096])
        {
            var front = new Front();
            var candidates = Enumerable.Range(0, length).Select(row => new Candidate(row, -row, Contracts.LeaseReason.Margin, 0)).ToArray();
            var perItem = new List<double>();
            for (var round = 0; round < 50; round++)
            {
                front.Replace(candidates, [], candidates.Length);
                var started = TimeProvider.System.GetTimestamp();
                var taken = front.Take(_ => true, _ => true, _ => false).Count();
                perItem.Add(TimeProvider.System.GetElapsedTime(started).TotalMicroseconds / taken);
            }

            figures.Add($"handing out an item from a prepared front of {length:N0}", Figures.Median(perItem), "µs");
        }
    }
}
