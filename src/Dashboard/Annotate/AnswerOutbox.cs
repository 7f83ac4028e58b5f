using System.Text.Json;
using ActiveLearning.Dashboard.Api;

namespace ActiveLearning.Dashboard.Annotate;

/// <summary>
/// Answers that were given and not yet acknowledged, oldest first. They are kept in the browser until the silo has said that they are durable, so neither
/// a lost connection nor a closed page loses one; each goes with its lease id, so sending one twice stores it once.
/// </summary>
public sealed class AnswerOutbox
{
    private readonly List<PendingAnswer> pending = [];

    /// <summary>Answers that wait.</summary>
    public int Count => pending.Count;

    /// <summary>The oldest answer that waits, or null.</summary>
    public PendingAnswer? Next => pending.Count > 0 ? pending[0] : null;

    /// <summary>Leases whose answers wait.</summary>
    public IEnumerable<string> LeaseIds => pending.Select(answer => answer.LeaseId);

    /// <summary>Adds an answer; a second one for the same lease is ignored.</summary>
    public void Add(PendingAnswer answer)
    {
        if (pending.TrueForAll(other => other.LeaseId != answer.LeaseId))
        {
            pending.Add(answer);
        }
    }

    /// <summary>Notes that an answer is about to be sent: from now on it may have been stored.</summary>
    public void NoteAttempt(string leaseId)
    {
        var at = pending.FindIndex(answer => answer.LeaseId == leaseId);
        if (at >= 0)
        {
            pending[at] = pending[at] with { Attempted = true };
        }
    }

    /// <summary>Drops an answer that the silo has replied to.</summary>
    public void Acknowledge(string leaseId) => pending.RemoveAll(answer => answer.LeaseId == leaseId);

    /// <summary>Takes an answer back before it was ever sent.</summary>
    /// <returns>False when it is not here or an attempt may already have stored it.</returns>
    public bool TryWithdraw(string leaseId) => pending.RemoveAll(answer => answer.LeaseId == leaseId && !answer.Attempted) > 0;

    /// <summary>The outbox as text for the browser's store; null when empty.</summary>
    public string? Save() => pending.Count == 0 ? null : JsonSerializer.Serialize(pending, ApiJson.Options);

    /// <summary>Adds what an earlier visit left behind; unreadable text counts as nothing.</summary>
    public void Load(string? saved)
    {
        if (string.IsNullOrEmpty(saved))
        {
            return;
        }

        try
        {
            foreach (var answer in JsonSerializer.Deserialize<List<PendingAnswer>>(saved, ApiJson.Options) ?? [])
            {
                // Whether the earlier visit sent it is unknown.
                Add(answer with { Attempted = true });
            }
        }
        catch (JsonException)
        {
            // Somebody else wrote under this key.
        }
    }
}

/// <summary>One answer on its way.</summary>
/// <param name="LeaseId">The lease it answers.</param>
/// <param name="Class">Name of the class; null for a skip.</param>
/// <param name="SkipReason">Why the item was skipped; null for a label.</param>
/// <param name="LeadTimeMs">How long the item was on the screen.</param>
/// <param name="Attempted">Whether it may have reached the silo.</param>
public sealed record PendingAnswer(string LeaseId, string? Class, string? SkipReason, int LeadTimeMs, bool Attempted = false);
