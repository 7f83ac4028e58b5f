using ActiveLearning.Contracts;
using ActiveLearning.Contracts.Hubs;
using ActiveLearning.Dashboard.Annotate;
using Microsoft.Extensions.Time.Testing;
using static ActiveLearning.Dashboard.Tests.Items;

namespace ActiveLearning.Dashboard.Tests;

public sealed class AnnotatorSessionTests
{
    private static readonly LabelClass Ham = new("ham");
    private static readonly LabelClass Spam = new("spam");
    private readonly HubDouble hub = new();
    private readonly StoreDouble store = new();
    private readonly FakeTimeProvider clock = new();
    private readonly AnnotatorSession session;

    public AnnotatorSessionTests() => session = new AnnotatorSession(hub, store, clock);

    [Fact]
    public async Task An_answer_is_sent_with_its_lease_and_lead_time_while_the_next_item_is_there_at_once()
    {
        await JoinedWith("a", "b");
        clock.Advance(TimeSpan.FromSeconds(3));

        session.Answer(Spam);

        Assert.Equal("b", session.Queue.Current?.LeaseId);
        Assert.Equal([("a", "spam", 3000)], hub.Submitted);
        Assert.Equal(0, session.Unsent);
        Assert.Null(store.Texts["answers:p:heron"]);
    }

    [Fact]
    public async Task An_item_is_told_as_shown_when_it_appears_and_not_before()
    {
        await JoinedWith("a", "b", "c");
        Assert.Equal(["a"], hub.ShownLeases);

        session.Answer(Ham);

        Assert.Equal(["a", "b"], hub.ShownLeases);
    }

    [Fact]
    public async Task Answers_given_offline_are_kept_in_the_store_and_sent_once_in_order_after_the_next_join()
    {
        await JoinedWith("a", "b", "c");
        hub.IsAway = true;
        session.NoteOffline();
        session.Answer(Ham);
        session.Answer(Spam);
        Assert.Equal(2, session.Unsent);
        Assert.Contains("\"leaseId\":\"a\"", store.Texts["answers:p:heron"], StringComparison.Ordinal);

        hub.IsAway = false;
        await session.JoinAsync("p");

        Assert.Equal([("a", "ham", 0), ("b", "spam", 0)], hub.Submitted);
        Assert.Equal(0, session.Unsent);
    }

    [Fact]
    public async Task Answers_of_a_closed_page_are_sent_by_the_next_one()
    {
        store.Texts["answers:p:heron"] = """[{"leaseId":"old","class":"ham","leadTimeMs":7}]""";

        await session.JoinAsync("p");

        Assert.Equal([("old", "ham", 7)], hub.Submitted);
    }

    [Fact]
    public async Task An_answer_whose_reply_was_lost_is_sent_again_and_stays_one_answer_for_the_silo()
    {
        await JoinedWith("a", "b");
        hub.LoseNextReply = true;
        session.Answer(Ham);
        session.NoteOffline();
        await session.JoinAsync("p");
        clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(["a", "a"], hub.Submitted.Select(answer => answer.LeaseId));
        Assert.All(hub.Submitted, answer => Assert.Equal("ham", answer.Class));
        Assert.Equal(0, session.Unsent);
    }

    [Fact]
    public async Task A_superseded_answer_is_explained_and_not_counted()
    {
        await JoinedWith("a", "b");
        hub.Outcome = "superseded";

        session.Answer(Ham);

        Assert.StartsWith("Someone else settled this one", session.Notice, StringComparison.Ordinal);
        Assert.Equal(5, session.LabelsToday);
        Assert.False(session.CanUndo);
    }

    [Fact]
    public async Task An_unsent_answer_is_taken_back_without_the_silo_and_its_item_is_there_again()
    {
        await JoinedWith("a", "b");
        hub.IsAway = true;
        session.NoteOffline();
        session.Answer(Ham);

        await session.UndoAsync();

        Assert.Equal("a", session.Queue.Current?.LeaseId);
        Assert.Equal(0, session.Unsent);
        Assert.Empty(hub.Undone);
    }

    [Fact]
    public async Task A_saved_answer_is_taken_back_by_its_label_and_returns_under_a_fresh_lease()
    {
        await JoinedWith("a", "b");
        session.Answer(Ham);

        await session.UndoAsync();
        session.OnQueue(Push(2, "a-again", "b"));

        Assert.Equal(["label-a"], hub.Undone);
        Assert.Equal("a-again", session.Queue.Current?.LeaseId);
        Assert.Equal(5, session.LabelsToday);
    }

    [Fact]
    public async Task A_skip_goes_out_with_its_reason_and_can_not_be_undone()
    {
        await JoinedWith("a", "b");

        session.Skip("language");

        Assert.Equal([("a", "language")], hub.Skipped);
        Assert.Equal("b", session.Queue.Current?.LeaseId);
        Assert.False(session.CanUndo);
    }

    [Fact]
    public async Task A_break_gives_back_what_waits_and_shows_nothing()
    {
        await JoinedWith("a", "b");

        await session.LeaveAsync();

        Assert.True(hub.HasLeft);
        Assert.Null(session.Queue.Current);
    }

    private async Task JoinedWith(params string[] leases)
    {
        await session.JoinAsync("p");
        session.OnQueue(Push(1, leases));
    }

    /// <summary>The hub as far as the page can see it.</summary>
    private sealed class HubDouble : IAnnotatorHub
    {
        public List<(string LeaseId, string Class, int LeadTimeMs)> Submitted { get; } = [];

        public List<(string LeaseId, string Reason)> Skipped { get; } = [];

        public List<string> ShownLeases { get; } = [];

        public List<string> Undone { get; } = [];

        public bool HasLeft { get; private set; }

        public bool IsAway { get; set; }

        public bool LoseNextReply { get; set; }

        public string Outcome { get; set; } = "accepted";

        public Task<Workspace> Join(string projectId, string? annotator) =>
            Task.FromResult(new Workspace(projectId, "Project", "heron", new DatasetStandard(1, [Ham, Spam], "", 1), 5, 600));

        public Task Leave()
        {
            HasLeft = true;
            return Task.CompletedTask;
        }

        public Task Shown(string leaseId)
        {
            ShownLeases.Add(leaseId);
            return Task.CompletedTask;
        }

        public Task<SubmitReply> SubmitLabel(string leaseId, string className, int leadTimeMs)
        {
            if (IsAway)
            {
                return Task.FromException<SubmitReply>(new InvalidOperationException("The connection is not active."));
            }

            Submitted.Add((leaseId, className, leadTimeMs));
            if (LoseNextReply)
            {
                LoseNextReply = false;
                return Task.FromException<SubmitReply>(new TaskCanceledException());
            }

            return Task.FromResult(new SubmitReply(Outcome, Outcome == "accepted" ? "label-" + leaseId : null));
        }

        public Task<SkipReply> Skip(string leaseId, string reason)
        {
            Skipped.Add((leaseId, reason));
            return Task.FromResult(new SkipReply("skipped"));
        }

        public Task<UndoReply> Undo(string labelId)
        {
            Undone.Add(labelId);
            return Task.FromResult(new UndoReply("undone", labelId["label-".Length..] + "-again"));
        }
    }

    private sealed class StoreDouble : IAnswerStore
    {
        public Dictionary<string, string?> Texts { get; } = [];

        public ValueTask<string?> ReadAsync(string key) => ValueTask.FromResult(Texts.GetValueOrDefault(key));

        public ValueTask WriteAsync(string key, string? text)
        {
            Texts[key] = text;
            return ValueTask.CompletedTask;
        }
    }
}
