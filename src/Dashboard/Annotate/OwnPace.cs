namespace ActiveLearning.Dashboard.Annotate;

/// <summary>An annotator's own pace over the last hour of this visit. It is never compared with anybody.</summary>
public sealed class OwnPace(TimeProvider clock)
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan Shortest = TimeSpan.FromMinutes(2);
    private readonly Queue<DateTimeOffset> answers = new();
    private DateTimeOffset? first;

    /// <summary>Notes an answer.</summary>
    public void Note()
    {
        var now = clock.GetUtcNow();
        first ??= now;
        answers.Enqueue(now);
    }

    /// <summary>Answers an hour; null until two minutes of work make it mean something.</summary>
    public int? PerHour()
    {
        var now = clock.GetUtcNow();
        while (answers.TryPeek(out var oldest) && now - oldest >= Hour)
        {
            answers.Dequeue();
        }

        if (first is not { } start || now - start < Shortest)
        {
            return null;
        }

        var span = now - start < Hour ? now - start : Hour;
        return (int)Math.Round(answers.Count / span.TotalHours);
    }
}
