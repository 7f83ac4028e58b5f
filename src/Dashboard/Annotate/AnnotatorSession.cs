using ActiveLearning.Contracts;
using ActiveLearning.Contracts.Hubs;

namespace ActiveLearning.Dashboard.Annotate;

/// <summary>
/// One annotator at work in one project: shows the queue, takes answers without waiting for the network, sends them in order until each is acknowledged.
/// </summary>
/// <param name="hub">The annotator hub; calls fail with any exception while the connection is away.</param>
/// <param name="store">Keeps unsent answers.</param>
/// <param name="clock">Measures lead time.</param>
public sealed class AnnotatorSession(IAnnotatorHub hub, IAnswerStore store, TimeProvider clock)
{
    private const int MostRefusals = 5;
    private readonly AnswerOutbox outbox = new();
    private readonly OwnPace pace = new(clock);
    private readonly Stack<GivenAnswer> history = new();
    private long shownAt;
    private bool sending;
    private bool undoing;
    private string project = "";

    /// <summary>Raised after anything visible changed.</summary>
    public event Action? Changed;

    /// <summary>The items.</summary>
    public WorkspaceBuffer Queue { get; } = new();

    /// <summary>Project, standard and pseudonym; null before the first join.</summary>
    public Workspace? Workspace { get; private set; }

    /// <summary>Whether the hub is reached.</summary>
    public bool Online { get; private set; }

    /// <summary>Own answers of this day.</summary>
    public int LabelsToday { get; private set; }

    /// <summary>Own answers an hour, or null while it is too early to say.</summary>
    public int? PacePerHour => pace.PerHour();

    /// <summary>Answers that are kept here until the silo has them.</summary>
    public int Unsent => outbox.Count;

    /// <summary>Whether at least one answer was acknowledged in this visit.</summary>
    public bool AnySaved { get; private set; }

    /// <summary>A sentence about what just happened, or null.</summary>
    public string? Notice { get; private set; }

    /// <summary>Whether there is an answer to take back.</summary>
    public bool CanUndo => history.Count > 0 && !undoing;

    /// <summary>Joins (again) after a connection was made, then sends what waits.</summary>
    public async Task JoinAsync(string projectId)
    {
        project = projectId;
        Queue.StartConnection();
        Workspace = await hub.Join(projectId, null);
        LabelsToday = Workspace.LabelsToday;
        if (outbox.Count == 0)
        {
            outbox.Load(await store.ReadAsync(StoreKey));
        }

        Online = true;
        Changed?.Invoke();
        await SendAsync();
    }

    /// <summary>Notes that the connection is away: work goes on with what is buffered.</summary>
    public void NoteOffline()
    {
        Online = false;
        Changed?.Invoke();
    }

    /// <summary>Takes a push of the hub over.</summary>
    public void OnQueue(QueueMessage push)
    {
        var before = Queue.Current?.LeaseId;
        var effect = Queue.Apply(push);
        if (effect == PushEffect.Ignored)
        {
            return;
        }

        if (effect == PushEffect.Withdrawn && Queue.State == QueueState.Active)
        {
            Notice = "The time for that item was over, so it went back to the queue.";
        }

        if (Queue.Current?.LeaseId != before)
        {
            ShowCurrent();
        }

        Changed?.Invoke();
    }

    /// <summary>Answers an offered swap.</summary>
    public bool OnOfferSwap(SwapOffer offer)
    {
        var taken = Queue.TrySwap(offer);
        if (taken)
        {
            Changed?.Invoke();
        }

        return taken;
    }

    /// <summary>Answers the current item and goes on at once.</summary>
    /// <returns>Whether there was an item to answer.</returns>
    public bool Answer(LabelClass answer)
    {
        var leadTimeMs = LeadTimeMs();
        if (Queue.Take() is not { } item)
        {
            return false;
        }

        LabelsToday++;
        pace.Note();
        history.Push(new GivenAnswer(item, null));
        Enqueue(new PendingAnswer(item.LeaseId, answer.Name, null, leadTimeMs));
        return true;
    }

    /// <summary>Gives the current item up and goes on at once.</summary>
    public bool Skip(string reason)
    {
        var leadTimeMs = LeadTimeMs();
        if (Queue.Take() is not { } item)
        {
            return false;
        }

        Enqueue(new PendingAnswer(item.LeaseId, null, reason, leadTimeMs));
        return true;
    }

    /// <summary>Takes the last answer back.</summary>
    public async Task UndoAsync()
    {
        if (undoing || !history.TryPeek(out var last))
        {
            return;
        }

        if (outbox.TryWithdraw(last.Item.LeaseId))
        {
            history.Pop();
            LabelsToday = Math.Max(0, LabelsToday - 1);
            Queue.PutBack(last.Item);
            Notice = "Taken back. It had not been sent yet.";
            ShowCurrent();
            Changed?.Invoke();
            await PersistAsync();
            return;
        }

        if (last.LabelId is null)
        {
            Notice = Online ? "The last answer is just being saved. Try again in a moment." : "The last answer can be taken back when we are online again.";
            Changed?.Invoke();
            return;
        }

        undoing = true;
        Changed?.Invoke();
        try
        {
            var reply = await hub.Undo(last.LabelId);
            history.Pop();
            if (reply.Outcome == "undone")
            {
                LabelsToday = Math.Max(0, LabelsToday - 1);
                Notice = reply.LeaseId is null ? "Taken back. The item went to the queue." : "Taken back. Here it is again.";
                if (reply.LeaseId is { } lease)
                {
                    var before = Queue.Current?.LeaseId;
                    Queue.ExpectReturn(lease);
                    if (Queue.Current?.LeaseId != before)
                    {
                        ShowCurrent();
                    }
                }
            }
            else
            {
                Notice = reply.Outcome switch
                {
                    "settledByOthers" => "Others have settled that item since, so the answer stays.",
                    "windowOver" => "That answer is too old to take back.",
                    _ => "That answer can't be taken back any more.",
                };
            }
        }
        catch (Exception) when (!Online)
        {
            Notice = "The last answer can be taken back when we are online again.";
        }
        catch (Exception)
        {
            Notice = "Taking it back did not work. Try again.";
        }
        finally
        {
            undoing = false;
            Changed?.Invoke();
        }
    }

    /// <summary>Leaves for a break: what was not shown goes back to the others at once.</summary>
    public async Task LeaveAsync()
    {
        await SendAsync();
        Queue.Clear();
        Changed?.Invoke();
        try
        {
            await hub.Leave();
        }
        catch (Exception)
        {
            // The silo frees the leases itself when the connection stays away.
        }
    }

    /// <summary>Closes the sentence about what just happened.</summary>
    public void DismissNotice() => Notice = null;

    private string StoreKey => $"answers:{project}:{Workspace?.Annotator}";

    private int LeadTimeMs() => shownAt == 0 ? 0 : (int)Math.Clamp(clock.GetElapsedTime(shownAt).TotalMilliseconds, 0, 86_400_000);

    private void Enqueue(PendingAnswer answer)
    {
        outbox.Add(answer);
        Notice = null;
        ShowCurrent();
        Changed?.Invoke();
        _ = PersistThenSendAsync();
    }

    private async Task PersistThenSendAsync()
    {
        await PersistAsync();
        await SendAsync();
    }

    private void ShowCurrent()
    {
        shownAt = Queue.Current is null ? 0 : clock.GetTimestamp();
        if (Queue.NoteShown() && Queue.Current is { } item)
        {
            _ = TellShownAsync(item.LeaseId);
        }
    }

    private async Task TellShownAsync(string leaseId)
    {
        try
        {
            await hub.Shown(leaseId);
        }
        catch (Exception)
        {
            // The answer carries the lead time too; the silo treats an answered lease as shown.
        }
    }

    private ValueTask PersistAsync() => store.WriteAsync(StoreKey, outbox.Save());

    private async Task SendAsync()
    {
        // One at a time and in order, so that undo always means the answer before.
        if (sending)
        {
            return;
        }

        sending = true;
        try
        {
            var refusals = 0;
            while (Online && outbox.Next is { } answer)
            {
                outbox.NoteAttempt(answer.LeaseId);
                if (!await TrySendAsync(answer))
                {
                    if (!Online)
                    {
                        break;
                    }

                    if (++refusals < MostRefusals)
                    {
                        await Task.Delay(TimeSpan.FromSeconds(refusals), clock);
                        continue;
                    }

                    // The connection is good and the silo will not have it: one answer must not hold up all others.
                    Settle(answer.LeaseId, new SubmitReply("refused", null));
                }

                refusals = 0;
                outbox.Acknowledge(answer.LeaseId);
                await PersistAsync();
                Changed?.Invoke();
            }
        }
        finally
        {
            sending = false;
        }
    }

    private async Task<bool> TrySendAsync(PendingAnswer answer)
    {
        try
        {
            if (answer.Class is null)
            {
                await hub.Skip(answer.LeaseId, answer.SkipReason ?? "");
                AnySaved = true;
                return true;
            }

            var reply = await hub.SubmitLabel(answer.LeaseId, answer.Class, answer.LeadTimeMs);
            Settle(answer.LeaseId, reply);
            return true;
        }
        catch (Exception)
        {
            // Kept, and sent again after the next join; a retry gets the first reply.
            return false;
        }
    }

    private void Settle(string leaseId, SubmitReply reply)
    {
        if (reply.Outcome == "accepted")
        {
            AnySaved = true;
            ReplaceInHistory(leaseId, reply.LabelId);
            return;
        }

        ReplaceInHistory(leaseId, null);
        LabelsToday = Math.Max(0, LabelsToday - 1);
        Notice = reply.Outcome switch
        {
            "superseded" or "leaseExpired" => "Someone else settled this one while you were away. Your answer was not needed.",
            "refused" => "One answer could not be stored. The item goes to somebody else.",
            "answeredOtherwise" => "You had answered that item before; the first answer stays.",
            _ => "One answer came too late to be stored.",
        };
    }

    private void ReplaceInHistory(string leaseId, string? labelId)
    {
        var kept = history.Reverse()
            .Select(given => given.Item.LeaseId == leaseId ? given with { LabelId = labelId } : given)
            .Where(given => given.Item.LeaseId != leaseId || labelId is not null)
            .ToList();
        history.Clear();
        kept.ForEach(history.Push);
    }

    private sealed record GivenAnswer(QueueItem Item, string? LabelId);
}
