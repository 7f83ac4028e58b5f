using ActiveLearning.Contracts.Api;
using ActiveLearning.Dashboard.Charts;

namespace ActiveLearning.Dashboard.Live;

/// <summary>The stop advice in sentences.</summary>
public static class StopWords
{
    private const int Rounds = 3;

    /// <summary>What the next labels are expected to bring.</summary>
    public static string Gain(StopAdvice advice)
    {
        ArgumentNullException.ThrowIfNull(advice);
        return advice.Gain is { Value: { } gain } estimated
            ? $"The next {Figures.Count(advice.NextLabels)} labels are expected to add {Figures.F1(gain)} to macro-F1 ({Figures.F1(estimated.Low)} to {Figures.F1(estimated.High)}), "
                + $"read off the curve of versions on {(advice.Source == "test" ? "held-out items" : "the labels themselves")}."
            : "What the next labels bring is read off the curve of versions: it needs six of them with at least 40 labels.";
    }

    /// <summary>What the stopping rule says.</summary>
    public static string Rule(StopAdvice advice)
    {
        ArgumentNullException.ThrowIfNull(advice);
        if (advice.StopSet == 0 || advice.Agreement.Count == 0)
        {
            return "Whether decisions still change is measured from the second round on: 20 labels, and a twentieth more than before.";
        }

        var newest = Figures.F1(advice.Agreement[^1]);
        return advice.SaysStop
            ? $"Decisions have settled: three rounds running, the model agreed with the one before it (kappa {newest} on {Figures.Count(advice.StopSet)} items). You can stop here; nothing stops by itself."
            : $"Decisions still change: kappa {newest} with the model a round before, on {Figures.Count(advice.StopSet)} items. The rule asks for 0.99 in {Rounds} rounds running.";
    }
}
