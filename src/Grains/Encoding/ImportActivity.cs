namespace ActiveLearning.Grains.Encoding;

/// <summary>Whether an upload keeps this silo busy, so that work on its items (n-grams, vectors, near-duplicates) can follow it instead of slowing it down.</summary>
public sealed class ImportActivity
{
    /// <summary>How long after its last slice an upload counts as going on: a slow line does not keep anybody waiting.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMilliseconds(250);

    // Under an upload that lasts for hours everything still moves, at a crawl.
    private const int MostLooks = 100;

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(100);

    // What is shared here is the processor: real time counts, whatever clock leases run by.
    private static readonly TimeProvider Time = TimeProvider.System;

    private long _last = Time.GetTimestamp() - Time.TimestampFrequency;

    /// <summary>Whether a slice was read within <see cref="Window"/>.</summary>
    public bool IsActive => Time.GetElapsedTime(Volatile.Read(ref _last)) < Window;

    /// <summary>Notes that a slice was read.</summary>
    public void Touch() => Volatile.Write(ref _last, Time.GetTimestamp());

    /// <summary>Waits while an upload goes on, for ten seconds at most.</summary>
    public async Task GiveWayAsync(CancellationToken cancellationToken)
    {
        for (var look = 0; look < MostLooks && IsActive; look++)
        {
            await Task.Delay(BetweenLooks, Time, cancellationToken);
        }
    }
}
