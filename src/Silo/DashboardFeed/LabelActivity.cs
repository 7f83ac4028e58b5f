using ActiveLearning.Ledger.Labels;

namespace ActiveLearning.Silo.DashboardFeed;

/// <summary>
/// What a project's label rows say about when, by whom and of which class; folded row by row, so that each row is read once. Kept are counts of the last hours' minutes and of two days, so
/// that memory follows the number of annotators and not of labels.
/// </summary>
internal sealed class LabelActivity(int classes)
{
    /// <summary>Minutes of throughput that are kept.</summary>
    public const int Minutes = 60;

    // Clocks of silos differ, and the reader's own may be behind that of the newest row.
    private const int MinutesKept = 2 * Minutes;
    private const int DaysKept = 2;

    private readonly SortedDictionary<long, Dictionary<string, int>> _byMinute = [];
    private readonly SortedDictionary<long, Dictionary<string, int>> _byDay = [];
    private readonly int[] _byClass = new int[classes];

    /// <summary>Number of the newest folded row.</summary>
    public long UpTo { get; private set; }

    /// <summary>Live labels by class position.</summary>
    public IReadOnlyList<int> LabelsByClass => [.. _byClass];

    /// <summary>Folds the next rows, in ledger order.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="undone">The answers that undo rows among them take back, by sequence.</param>
    public void Fold(IReadOnlyList<LabelRow> rows, IReadOnlyDictionary<long, LabelRow> undone)
    {
        foreach (var row in rows)
        {
            UpTo = row.Sequence;
            if (row.Class is not null)
            {
                Count(row, 1);
            }
            else if (row.Supersedes is { } sequence)
            {
                Count(undone[sequence], -1);
            }
        }

        Forget(_byMinute, MinutesKept);
        Forget(_byDay, DaysKept);
    }

    /// <summary>Live labels in each of the last 60 minutes, oldest first; the last is the running minute.</summary>
    public IReadOnlyList<int> Throughput(DateTimeOffset now) =>
        [.. Enumerable.Range(1, Minutes).Select(minute => Of(_byMinute, MinuteOf(now) - Minutes + minute).Values.Sum())];

    /// <summary>Live labels of each annotator in the last 60 minutes, the running one among them.</summary>
    public IReadOnlyDictionary<string, int> LastHour(DateTimeOffset now) => _byMinute
        .Where(minute => minute.Key > MinuteOf(now) - Minutes)
        .SelectMany(minute => minute.Value)
        .GroupBy(count => count.Key, count => count.Value)
        .ToDictionary(annotator => annotator.Key, annotator => annotator.Sum());

    /// <summary>Live labels of each annotator on the UTC day of this instant.</summary>
    public IReadOnlyDictionary<string, int> OnDay(DateTimeOffset instant) => new Dictionary<string, int>(Of(_byDay, DayOf(instant)));

    private static long MinuteOf(DateTimeOffset instant) => instant.UtcTicks / TimeSpan.TicksPerMinute;

    private static long DayOf(DateTimeOffset instant) => instant.UtcTicks / TimeSpan.TicksPerDay;

    private static Dictionary<string, int> Of(SortedDictionary<long, Dictionary<string, int>> counts, long time) => counts.GetValueOrDefault(time) ?? [];

    private static void Forget(SortedDictionary<long, Dictionary<string, int>> counts, int kept)
    {
        while (counts.Count > kept)
        {
            counts.Remove(counts.First().Key);
        }
    }

    private void Count(LabelRow answer, int by)
    {
        _byClass[answer.Class!.Value] += by;
        Count(_byMinute, MinuteOf(answer.LabelledAt), answer.Annotator, by);
        Count(_byDay, DayOf(answer.LabelledAt), answer.Annotator, by);
    }

    private static void Count(SortedDictionary<long, Dictionary<string, int>> counts, long time, string annotator, int by)
    {
        if (!counts.TryGetValue(time, out var byAnnotator))
        {
            if (by < 0)
            {
                // Forgotten before it was taken back.
                return;
            }

            counts[time] = byAnnotator = [];
        }

        var count = byAnnotator.GetValueOrDefault(annotator) + by;
        if (count > 0)
        {
            byAnnotator[annotator] = count;
        }
        else
        {
            byAnnotator.Remove(annotator);
        }
    }
}
