namespace ActiveLearning.Silo.DashboardFeed;

/// <summary>A project's label activity at one instant.</summary>
/// <param name="LabelsByClass">Live labels by class position.</param>
/// <param name="Throughput">Live labels in each of the last 60 minutes, oldest first.</param>
/// <param name="LastHour">Live labels of each annotator in the last 60 minutes.</param>
/// <param name="Today">Live labels of each annotator on the running UTC day.</param>
internal sealed record ActivitySummary(
    IReadOnlyList<int> LabelsByClass,
    IReadOnlyList<int> Throughput,
    IReadOnlyDictionary<string, int> LastHour,
    IReadOnlyDictionary<string, int> Today)
{
    /// <summary>The summary of what was folded so far.</summary>
    public static ActivitySummary Of(LabelActivity activity, DateTimeOffset now) =>
        new(activity.LabelsByClass, activity.Throughput(now), activity.LastHour(now), activity.OnDay(now));

    /// <summary>Live labels of an annotator on the running UTC day.</summary>
    public int LabelsToday(string annotator) => Today.GetValueOrDefault(annotator);
}
