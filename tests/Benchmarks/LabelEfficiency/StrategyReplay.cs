using ActiveLearning.Learning.Acquisition;
using ActiveLearning.Learning.Encoding;
using ActiveLearning.Learning.Replay;

namespace ActiveLearning.Benchmarks.LabelEfficiency;

/// <summary>Runs strategies from several sets of first labels, side by side on the cores.</summary>
/// <param name="Set">The items.</param>
/// <param name="First">The first labelled rows of each seed.</param>
/// <param name="Budget">Labels to spend, the first ones included.</param>
/// <param name="Batch">Labels between refits.</param>
/// <param name="ControlShare">Share of auto's labels that follow the control walk; the others are measured as the literature states them.</param>
/// <param name="Threads">Runs at a time.</param>
public sealed record StrategyReplay(ReplaySet Set, int[][] First, int Budget, int Batch, double ControlShare, int Threads)
{
    /// <summary>Names of strategies, by comma.</summary>
    public static IAcquisitionFunction[] Parse(string strategies) =>
        [.. Names(strategies).Select(name => AcquisitionFunctions.TryGet(name, out var function) ? function : throw new ArgumentException(Unknown(name)))];

    /// <summary>What is wrong with such names.</summary>
    public static List<string> Check(string? strategies) =>
        [.. Names(strategies ?? "").Where(name => !AcquisitionFunctions.TryGet(name, out _)).Select(Unknown)];

    /// <summary>A curve for each strategy and seed.</summary>
    public Curve[] Run(IReadOnlyList<IAcquisitionFunction> strategies, CancellationToken cancellationToken)
    {
        var runs = strategies.SelectMany(function => First.Select((rows, seed) => (Function: function, Seed: seed, Rows: rows))).ToArray();
        var curves = new Curve[runs.Length];
        WorkerThreads.Run(
            Threads,
            runs.Length,
            i =>
            {
                var (function, seed, rows) = runs[i];
                var loop = new ReplayLoop(Set, function, rows, new Random(17 + seed));
                curves[i] = new Curve(function.Name, seed, [.. loop.Run(Budget, Batch, function is Auto ? ControlShare : 0, cancellationToken)]);
            },
            cancellationToken);
        return curves;
    }

    private static string[] Names(string strategies) => strategies.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static string Unknown(string name) =>
        $"No acquisition function is called '{name}'; there are {string.Join(", ", AcquisitionFunctions.All.Select(f => f.Name))}, each also with @ and an attribute.";
}
