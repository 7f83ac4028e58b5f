namespace ActiveLearning.Dashboard.Live;

/// <summary>How fast a count grows, from what was seen of it over the last half minute.</summary>
public sealed class ProgressRate
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(2);
    private readonly Queue<(DateTimeOffset At, long Count)> seen = new();

    /// <summary>Notes a count; one that shrank starts over.</summary>
    public void Note(DateTimeOffset at, long count)
    {
        if (seen.Count > 0 && seen.Last().Count > count)
        {
            seen.Clear();
        }

        seen.Enqueue((at, count));
        while (seen.Count > 2 && at - seen.Peek().At > Window)
        {
            seen.Dequeue();
        }
    }

    /// <summary>Growth a second; null until two seconds were seen.</summary>
    public double? PerSecond
    {
        get
        {
            if (seen.Count < 2 || seen.Last().At - seen.Peek().At is var span && span < Shortest)
            {
                return null;
            }

            return (seen.Last().Count - seen.Peek().Count) / span.TotalSeconds;
        }
    }
}
