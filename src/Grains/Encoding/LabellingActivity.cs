using System.Collections.Concurrent;

namespace ActiveLearning.Grains.Encoding;

/// <summary>
/// Whether somebody is labelling who needs this silo, so that background work can step back. Annotators' grains note it where they are, and tell the project's partitions, which note it
/// on theirs: in a cluster people label through one silo while another encodes for them.
/// </summary>
public sealed class LabellingActivity(TimeProvider time)
{
    /// <summary>How long after the last call labelling counts as going on.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromSeconds(10);

    // Telling costs a message a partition, and a silo that misses two still knows.
    private static readonly TimeSpan TellEvery = Window / 3;

    private readonly ConcurrentDictionary<int, long> _told = new();
    private long _lastTicks;

    /// <summary>Whether an annotator has asked or answered within <see cref="Window"/>.</summary>
    public bool IsActive => time.GetUtcNow().UtcTicks - Volatile.Read(ref _lastTicks) < Window.Ticks;

    /// <summary>How long background work of this length should rest before it goes on: as long again while somebody labels, so that every other moment is theirs; else not at all.</summary>
    public TimeSpan RestAfter(TimeSpan worked) => IsActive ? worked : TimeSpan.Zero;

    /// <summary>Whether it is time to tell a project's partitions (again). Answers yes once in a third of <see cref="Window"/>, whoever asks.</summary>
    public bool IsTimeToTell(int projectKey)
    {
        var now = time.GetUtcNow().UtcTicks;
        var last = _told.GetOrAdd(projectKey, 0);
        return now - last >= TellEvery.Ticks && _told.TryUpdate(projectKey, now, last);
    }

    /// <summary>Notes that an annotator asked or answered.</summary>
    public void Touch() => Volatile.Write(ref _lastTicks, time.GetUtcNow().UtcTicks);
}
