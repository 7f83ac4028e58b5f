using ActiveLearning.Contracts.Hubs;

namespace ActiveLearning.Dashboard.Annotate;

/// <summary>
/// What lies on an annotator's screen and behind it. It follows the silo's pushes, of which each is the whole buffer, without ever moving the item
/// that somebody is reading and without bringing back one that was answered a moment ago.
/// </summary>
public sealed class WorkspaceBuffer
{
    private const int Remembered = 200;
    private readonly List<QueueItem> buffer = [];
    private readonly Queue<string> givenInOrder = new();
    private readonly HashSet<string> given = new(StringComparer.Ordinal);
    private readonly HashSet<string> seen = new(StringComparer.Ordinal);
    private long revision = long.MinValue;
    private string? returning;

    /// <summary>Whether any push has arrived yet.</summary>
    public bool HasArrived { get; private set; }

    /// <summary>Why the queue is as it is, by the newest push.</summary>
    public QueueState State { get; private set; } = QueueState.Active;

    /// <summary>The item on the screen; null when nothing is there.</summary>
    public QueueItem? Current => buffer.Count > 0 ? buffer[0] : null;

    /// <summary>Items behind the current one, next first.</summary>
    public IReadOnlyList<QueueItem> Ready => buffer.Count > 1 ? buffer[1..] : [];

    /// <summary>Takes a push over, unless a newer one was there before.</summary>
    /// <returns>What became of the item on the screen.</returns>
    public PushEffect Apply(QueueMessage push)
    {
        if (push.Revision <= revision)
        {
            return PushEffect.Ignored;
        }

        revision = push.Revision;
        HasArrived = true;
        State = push.State;
        var before = Current;
        var next = push.Items.Where(item => !given.Contains(item.LeaseId)).ToList();
        var front = returning is not null ? next.FindIndex(item => item.LeaseId == returning) : -1;
        if (front >= 0)
        {
            returning = null;
        }
        else if (before is not null)
        {
            // The one that is being read stays in front, wherever the push lists it.
            front = next.FindIndex(item => item.LeaseId == before.LeaseId);
        }

        if (front > 0)
        {
            var item = next[front];
            next.RemoveAt(front);
            next.Insert(0, item);
        }

        buffer.Clear();
        buffer.AddRange(next);
        if (before is null || Current?.LeaseId == before.LeaseId)
        {
            return PushEffect.Kept;
        }

        return buffer.Any(item => item.LeaseId == before.LeaseId) || !seen.Contains(before.LeaseId) ? PushEffect.Moved : PushEffect.Withdrawn;
    }

    /// <summary>Answers an offered swap: true, and the swap is done, only if the old item waits here and never was on the screen.</summary>
    public bool TrySwap(SwapOffer offer)
    {
        var at = buffer.FindIndex(item => item.LeaseId == offer.OldLeaseId);
        if (at <= 0 || seen.Contains(offer.OldLeaseId) || given.Contains(offer.OldLeaseId))
        {
            return false;
        }

        // From here on the old item is gone, also when an older queue that still names it comes in later.
        buffer[at] = offer.New with { Swapped = true };
        NoteGiven(offer.OldLeaseId);
        return true;
    }

    /// <summary>Notes that the current item is on the screen.</summary>
    /// <returns>True the first time, when the silo has to be told.</returns>
    public bool NoteShown() => Current is { } item && seen.Add(item.LeaseId);

    /// <summary>Takes the current item away because it was answered or skipped; the next one is there at once.</summary>
    public QueueItem? Take()
    {
        if (Current is not { } item)
        {
            return null;
        }

        buffer.RemoveAt(0);
        NoteGiven(item.LeaseId);
        return item;
    }

    /// <summary>Puts an item back in front, because its answer was taken back before it was sent.</summary>
    public void PutBack(QueueItem item)
    {
        given.Remove(item.LeaseId);
        buffer.RemoveAll(other => other.LeaseId == item.LeaseId);
        buffer.Insert(0, item);
    }

    /// <summary>Names the fresh lease under which an undone item comes back: it goes in front of the one that is being read.</summary>
    public void ExpectReturn(string leaseId)
    {
        returning = leaseId;
        var at = buffer.FindIndex(item => item.LeaseId == leaseId);
        if (at < 0)
        {
            return;
        }

        // The push was faster than the reply.
        var item = buffer[at];
        buffer.RemoveAt(at);
        buffer.Insert(0, item);
        returning = null;
    }

    /// <summary>Starts over with revisions: pushes on a new connection follow each other, but need not exceed those of a silo that is gone.</summary>
    public void StartConnection() => revision = long.MinValue;

    /// <summary>Forgets what waits, because work was left; what was answered stays remembered.</summary>
    public void Clear()
    {
        buffer.Clear();
        HasArrived = false;
        State = QueueState.Active;
        returning = null;
    }

    private void NoteGiven(string leaseId)
    {
        if (given.Add(leaseId))
        {
            givenInOrder.Enqueue(leaseId);
        }

        while (givenInOrder.Count > Remembered)
        {
            given.Remove(givenInOrder.Dequeue());
        }
    }
}

/// <summary>What a push did to the item on the screen.</summary>
public enum PushEffect
{
    /// <summary>An older push than the newest: nothing changed.</summary>
    Ignored,

    /// <summary>The item on the screen stays, or there was none.</summary>
    Kept,

    /// <summary>Another item is in front now, and nobody lost anything by it.</summary>
    Moved,

    /// <summary>An item that somebody was reading is no longer theirs.</summary>
    Withdrawn,
}
