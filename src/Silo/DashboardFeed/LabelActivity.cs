using ActiveLearning.Ledger.Labels;

namespace ActiveLearning.Silo.DashboardFeed;

/// <summary>What a project's label rows say about when, by whom and of which class; folded row by row, so that each row is read once.</summary>
internal sealed class LabelActivity(int classes)
{
    /// <summary>Minutes of throughput that are kept.</summary>
    public const int Minutes = 60;

    // An undo names a row that is at most an undo window old; older answers can be forgotten one by one.
    private static readonly TimeSpan Remembered = TimeSpan.FromHours(25);

    private readonly Dictionary<long, Answer> _answers = [];
    private readonly Queue<long> _oldestFirst = new();
    private readonly int[] _byClass = new int[classes];

    /// <summary>Number of the newest folded row.</summary>
    public long UpTo { get; private set; }

    /// <summary>Live labels by class position.</summary>
    public IReadOnlyList<int> LabelsByClass => [.. _byClass];

    /// <summary>Folds the next rows, in ledger order.</summary>
    public void Fold(IReadOnlyList<LabelRow> rows)
    {
        foreach (var row in rows)
        {
            UpTo = row.Sequence;
            if (row.Class is { } c)
            {
                _answers[row.Sequence] = new Answer(row.Annotator, c, row.LabelledAt);
                _oldestFirst.Enqueue(row.Sequence);
                _byClass[c]++;
            }
            else if (row.Supersedes is { } undone && _answers.Remove(undone, out var answer))
            {
                _byClass[answer.Class]--;
            }
        }

        if (rows.Count > 0)
        {
            Forget(rows[^1].LabelledAt - Remembered);
        }
    }

    /// <summary>Live labels in each of the last 60 minutes, oldest first; the last is the running minute.</summary>
    public IReadOnlyList<int> Throughput(DateTimeOffset now)
    {
        var perMinute = new int[Minutes];
        var running = MinuteOf(now);
        foreach (var answer in _answers.Values)
        {
            var back = running - MinuteOf(answer.At);
            if (back is >= 0 and < Minutes)
            {
                perMinute[Minutes - 1 - back]++;
            }
        }

        return perMinute;
    }

    /// <summary>Live labels of each annotator in the last 60 minutes.</summary>
    public IReadOnlyDictionary<string, int> LastHour(DateTimeOffset now) =>
        _answers.Values.Where(a => a.At > now - TimeSpan.FromHours(1)).CountBy(a => a.Annotator).ToDictionary();

    /// <summary>Live labels of each annotator on the UTC day of this instant.</summary>
    public IReadOnlyDictionary<string, int> OnDay(DateTimeOffset instant) =>
        _answers.Values.Where(a => a.At.UtcDateTime.Date == instant.UtcDateTime.Date).CountBy(a => a.Annotator).ToDictionary();

    private static long MinuteOf(DateTimeOffset instant) => instant.UtcTicks / TimeSpan.TicksPerMinute;

    private void Forget(DateTimeOffset before)
    {
        while (_oldestFirst.TryPeek(out var sequence) && (!_answers.TryGetValue(sequence, out var answer) || answer.At < before))
        {
            _oldestFirst.Dequeue();
            _answers.Remove(sequence);
        }
    }

    private readonly record struct Answer(string Annotator, int Class, DateTimeOffset At);
}
