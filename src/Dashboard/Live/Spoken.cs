using ActiveLearning.Contracts.Hubs;
using ActiveLearning.Dashboard.Charts;

namespace ActiveLearning.Dashboard.Live;

/// <summary>The figures as sentences, for those who listen to the page: figures that change are not read out by themselves.</summary>
public static class Spoken
{
    /// <summary>The five numbers in words.</summary>
    public static string Summary(DashboardSnapshot snapshot)
    {
        var status = snapshot.Status;
        var champion = status.Champion is { Metrics: { } metrics } best
            ? $"Champion {best.Version}: macro-F1 {Figures.F1(metrics.MacroF1)}, between {Figures.F1(metrics.MacroF1Low)} and {Figures.F1(metrics.MacroF1High)}."
            : "No champion yet.";
        return $"{Figures.Of(status.Labels, "label", "labels")}. {Figures.Percent(status.Coverage.BallShare)} of the pool lies near a label. {champion} "
            + $"{Figures.Count(snapshot.Queue.Open)} items are open.";
    }
}
