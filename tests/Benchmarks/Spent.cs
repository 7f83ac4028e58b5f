namespace ActiveLearning.Benchmarks;

/// <summary>
/// What a piece of work took: by the clock, and of all processors together. On a machine that others keep busy the two drift apart, and the second is the better guess at
/// what the first would be on an idle one.
/// </summary>
/// <param name="WallMs">By the clock.</param>
/// <param name="ProcessorMs">Of this process's processor time.</param>
internal readonly record struct Spent(double WallMs, double ProcessorMs)
{
    public static Spent On(Action work)
    {
        var (started, processor) = (TimeProvider.System.GetTimestamp(), Environment.CpuUsage.TotalTime);
        work();
        return new Spent(TimeProvider.System.GetElapsedTime(started).TotalMilliseconds, (Environment.CpuUsage.TotalTime - processor).TotalMilliseconds);
    }

    public static async Task<Spent> OnAsync(Func<Task> work)
    {
        var (started, processor) = (TimeProvider.System.GetTimestamp(), Environment.CpuUsage.TotalTime);
        await work();
        return new Spent(TimeProvider.System.GetElapsedTime(started).TotalMilliseconds, (Environment.CpuUsage.TotalTime - processor).TotalMilliseconds);
    }

    /// <summary>Both together.</summary>
    public Spent And(Spent more) => new(WallMs + more.WallMs, ProcessorMs + more.ProcessorMs);

    /// <summary>The note beside a figure.</summary>
    public static string Note(IReadOnlyCollection<Spent> times) => string.Create(
        System.Globalization.CultureInfo.InvariantCulture,
        $"worst {times.Max(t => t.WallMs):0.0}; processor {Figures.Median(times.Select(t => t.ProcessorMs)):0.0} ms");
}
