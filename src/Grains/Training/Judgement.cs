using ActiveLearning.Contracts;
using ActiveLearning.Learning.Evaluation;

namespace ActiveLearning.Grains.Training;

/// <summary>What one version said about items whose class is known.</summary>
/// <param name="Source"><c>test</c> or <c>outOfFold</c>.</param>
/// <param name="Items">The items, in the order of the rest.</param>
/// <param name="Actual">Their classes.</param>
/// <param name="Probabilities">The version's probabilities, items × classes.</param>
/// <param name="Weights">How much each item counts.</param>
/// <param name="Scripts">The items' scripts.</param>
public sealed record Judgement(string Source, int[] Items, int[] Actual, float[] Probabilities, double[] Weights, TextScript[] Scripts)
{
    private const int Draws = 100;

    /// <summary>Whether the most probable class is the right one, by item.</summary>
    public bool[] IsRight(int classes) => [.. Actual.Select((c, i) => Decide(Probabilities.AsSpan(i * classes, classes)) == c)];

    /// <summary>The decision: the most probable class.</summary>
    public static int Decide(ReadOnlySpan<float> probabilities) => System.Numerics.Tensors.TensorPrimitives.IndexOfMax(probabilities);

    /// <summary>The figures that pages and scripts see.</summary>
    /// <param name="classes">Names of the classes.</param>
    /// <param name="seed">Seed of the bootstrap.</param>
    public ModelMetrics ToMetrics(IReadOnlyList<string> classes, int seed)
    {
        var predicted = new int[Actual.Length];
        var confusion = new ConfusionMatrix(classes.Count);
        for (var i = 0; i < Actual.Length; i++)
        {
            predicted[i] = Decide(Probabilities.AsSpan(i * classes.Count, classes.Count));
            confusion.Add(Actual[i], predicted[i]);
        }

        var interval = Actual.Length == 0 ? new Interval(0, 1) : BootstrapInterval.OfMacroF1(classes.Count, Actual, predicted, new Random(seed), Draws);
        return new ModelMetrics(
            confusion.Accuracy,
            confusion.MacroF1,
            Actual.Length == 0 ? 0 : LogLoss.Of(Probabilities, Actual, classes.Count),
            Source,
            Actual.Length,
            interval.Low,
            interval.High,
            [.. classes.Select((name, c) => new ClassMetrics(name, confusion.Precision(c), confusion.Recall(c), confusion.F1(c), (int)confusion.Support(c)))],
            Scripts: ByScript(classes.Count, predicted));
    }

    private List<ScriptMetrics>? ByScript(int classes, int[] predicted)
    {
        var scripts = Enumerable.Range(0, Actual.Length).GroupBy(i => Scripts[i]).ToList();
        if (scripts.Count < 2)
        {
            return null;
        }

        return
        [
            .. scripts.OrderByDescending(script => script.Count()).ThenBy(script => script.Key).Select(script =>
            {
                var confusion = new ConfusionMatrix(classes);
                foreach (var i in script)
                {
                    confusion.Add(Actual[i], predicted[i]);
                }

                return new ScriptMetrics(script.Key.ToString(), script.Count(), confusion.Accuracy, confusion.MacroF1);
            }),
        ];
    }
}
