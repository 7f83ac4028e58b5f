using System.Net;
using System.Net.Http.Json;
using ActiveLearning.Contracts.Api;
using ActiveLearning.Contracts.Hubs;
using ActiveLearning.EndToEnd.Tests.Api;
using ActiveLearning.Harness;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;

namespace ActiveLearning.EndToEnd.Tests.Hubs;

[Collection(nameof(SharedSilo))]
public sealed class AnnotatorHubTests(OneSilo one)
{
    [Fact]
    public async Task Joining_pushes_the_queue_and_after_an_answer_the_next_item_follows()
    {
        await one.MakeProjectAsync("hub-join", 20);
        await using var screen = await Screen.JoinAsync(one.Silo.Url, "hub-join", "ann");
        var first = await screen.UntilAsync(q => q.Items.Count == 2, "two items wait");

        var reply = await screen.SubmitAsync(first.Items[0].LeaseId);
        var next = await screen.UntilAsync(q => q.Items.Count == 2 && q.Items.All(i => i.LeaseId != first.Items[0].LeaseId), "the answered item made room");

        Assert.Equal("accepted", reply.Outcome);
        Assert.Equal(first.Items[1].LeaseId, next.Items[0].LeaseId);
        Assert.True(next.Revision > first.Revision);
        var stored = (await one.Admin.ExportAsync("hub-join")).SelectMany(i => i.Labels).Single();
        Assert.Equal((reply.LabelId, first.Items[0].LeaseId, "ann"), (stored.LabelId, stored.LeaseId, stored.Annotator));
    }

    [Fact]
    public async Task A_retry_of_an_answer_gets_the_first_answer_again()
    {
        await one.MakeProjectAsync("hub-retry", 5);
        await using var screen = await Screen.JoinAsync(one.Silo.Url, "hub-retry", "ann");
        var item = (await screen.UntilAsync(q => q.Items.Count > 0, "an item waits")).Items[0];

        var replies = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => screen.SubmitAsync(item.LeaseId)));
        var otherwise = await screen.SubmitAsync(item.LeaseId, "spam");

        Assert.All(replies, r => Assert.Equal(replies[0], r));
        Assert.Equal(("answeredOtherwise", replies[0].LabelId), (otherwise.Outcome, otherwise.LabelId));
        Assert.Equal("leaseUnknown", (await screen.SubmitAsync("0-1-0123456789abcdef")).Outcome);
        Assert.Single((await one.Admin.ExportAsync("hub-retry")).SelectMany(i => i.Labels));
    }

    [Fact]
    public async Task A_skipped_item_goes_to_somebody_else_and_never_comes_back()
    {
        await one.MakeProjectAsync("hub-skip", 6);
        await using var screen = await Screen.JoinAsync(one.Silo.Url, "hub-skip", "ann");
        var skipped = (await screen.UntilAsync(q => q.Items.Count > 0, "an item waits")).Items[0].LeaseId;

        Assert.Equal("skipped", (await screen.SkipAsync(skipped)).Outcome);
        Assert.Equal("skipped", (await screen.SkipAsync(skipped)).Outcome);
        var seen = new HashSet<string>();
        while (seen.Count < 5)
        {
            var queue = await screen.UntilAsync(q => q.Items.Any(i => i.LeaseId != skipped && !seen.Contains(Screen.Ordinal(i.LeaseId))), "another item waits");
            var next = queue.Items.First(i => i.LeaseId != skipped && !seen.Contains(Screen.Ordinal(i.LeaseId)));
            Assert.NotEqual(Screen.Ordinal(skipped), Screen.Ordinal(next.LeaseId));
            Assert.Equal("accepted", (await screen.SubmitAsync(next.LeaseId)).Outcome);
            seen.Add(Screen.Ordinal(next.LeaseId));
        }

        await using var other = await Screen.JoinAsync(one.Silo.Url, "hub-skip", "bob");
        var left = Assert.Single((await other.UntilAsync(q => q.Items.Count > 0, "the skipped item waits for somebody else")).Items);
        Assert.Equal(Screen.Ordinal(skipped), Screen.Ordinal(left.LeaseId));
    }

    [Fact]
    public async Task Whoever_answers_the_last_item_is_told_that_nothing_is_left()
    {
        await one.MakeProjectAsync("hub-last", 1);
        await using var screen = await Screen.JoinAsync(one.Silo.Url, "hub-last", "ann");
        var last = (await screen.UntilAsync(q => q.Items.Count == 1, "the item waits")).Items[0];

        await screen.SubmitAsync(last.LeaseId);

        await screen.UntilAsync(q => q.State == QueueState.UpToDate && q.Items.Count == 0, "nothing is left");
    }

    [Fact]
    public async Task An_answer_that_is_taken_back_brings_its_item_to_the_front()
    {
        await one.MakeProjectAsync("hub-undo", 10);
        await using var screen = await Screen.JoinAsync(one.Silo.Url, "hub-undo", "ann");
        var answered = (await screen.UntilAsync(q => q.Items.Count == 2, "two items wait")).Items[0].LeaseId;
        var reply = await screen.SubmitAsync(answered);
        await screen.UntilAsync(q => q.Items.Count == 2 && q.Items[0].LeaseId != answered, "the next item follows");

        var undone = await screen.UndoAsync(reply.LabelId!);
        var queue = await screen.UntilAsync(q => q.Items.Count > 0 && q.Items[0].LeaseId == undone.LeaseId, "the item is first again");

        Assert.Equal("undone", undone.Outcome);
        Assert.NotEqual(answered, undone.LeaseId);
        Assert.Equal(Screen.Ordinal(answered), Screen.Ordinal(queue.Items[0].LeaseId));
        Assert.Equal("undone", (await screen.UndoAsync(reply.LabelId!)).Outcome);
        Assert.Equal("labelUnknown", (await screen.UndoAsync("123456789")).Outcome);
        Assert.Equal("accepted", (await screen.SubmitAsync(undone.LeaseId!, "spam")).Outcome);
        Assert.Equal(["ham", null, "spam"], (await one.Admin.ExportAsync("hub-undo")).SelectMany(i => i.Labels).Select(l => l.Class));
    }

    [Fact]
    public async Task Ten_annotators_never_hold_the_same_item_over_a_hundred_answers()
    {
        await one.MakeProjectAsync("hub-crowd", 200);
        var screens = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => Screen.JoinAsync(one.Silo.Url, "hub-crowd", $"a{i}")));

        await Task.WhenAll(screens.Select(async screen =>
        {
            var answered = new HashSet<string>();
            while (answered.Count < 10)
            {
                var queue = await screen.UntilAsync(q => q.Items.Any(i => !answered.Contains(i.LeaseId)), "an item waits");
                var next = queue.Items.First(i => !answered.Contains(i.LeaseId)).LeaseId;
                Assert.Equal("accepted", (await screen.SubmitAsync(next)).Outcome);
                answered.Add(next);
            }
        }));

        // Nobody skipped, left or lost a lease, so an item that was ever in somebody's queue was in nobody else's.
        var held = screens.Select(s => s.Queues.SelectMany(q => q.Items).Select(i => Screen.Ordinal(i.LeaseId)).ToHashSet()).ToArray();
        Assert.Distinct(held.SelectMany(h => h));
        var labels = (await one.Admin.ExportAsync("hub-crowd")).Where(i => i.Labels.Count > 0).ToArray();
        Assert.Equal((100, 100), (labels.Length, labels.Sum(i => i.Labels.Count)));
        foreach (var screen in screens)
        {
            await screen.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_screen_that_comes_back_in_time_finds_the_same_leases()
    {
        await one.MakeProjectAsync("hub-back", 20);
        IReadOnlyList<string> before;
        await using (var screen = await Screen.JoinAsync(one.Silo.Url, "hub-back", "ann"))
        {
            before = [.. (await screen.UntilAsync(q => q.Items.Count == 2, "two items wait")).Items.Select(i => i.LeaseId)];
            await screen.Hub.SendAsync(nameof(IAnnotatorHub.Shown), before[0]);
        }

        await using var again = await Screen.JoinAsync(one.Silo.Url, "hub-back", "ann");
        var after = await again.UntilAsync(q => q.Items.Count == 2, "two items wait again");

        Assert.Equal(before, after.Items.Select(i => i.LeaseId));
        Assert.Equal("accepted", (await again.SubmitAsync(before[0])).Outcome);
    }

    [Fact]
    public async Task What_was_not_shown_is_free_for_others_as_soon_as_somebody_leaves()
    {
        await one.MakeProjectAsync("hub-leave", 2);
        await using var screen = await Screen.JoinAsync(one.Silo.Url, "hub-leave", "ann");
        await screen.UntilAsync(q => q.Items.Count == 2, "both items wait");
        await using var other = await Screen.JoinAsync(one.Silo.Url, "hub-leave", "bob");

        await screen.Hub.InvokeAsync(nameof(IAnnotatorHub.Leave));

        await other.UntilAsync(q => q.Items.Count == 2, "both items wait for the other");
    }

    [Fact]
    public async Task An_annotators_key_works_under_its_own_name_and_nobody_without_a_key_connects()
    {
        await one.MakeProjectAsync("hub-own", 5);
        var made = await OneSilo.ReadAsync<CreatedKey>(await one.Admin.Http.PostAsJsonAsync("/api/v1/accounts/keys", new CreateKey("hub-own", Roles.Annotator, "ann")));
        await using var screen = await Screen.ConnectAsync(one.Silo.Url, made.Secret);

        var notJoined = await Assert.ThrowsAsync<HubException>(() => screen.SubmitAsync("0-1-0123456789abcdef"));
        var notOwn = await Assert.ThrowsAsync<HubException>(() => screen.Hub.InvokeAsync<Workspace>(nameof(IAnnotatorHub.Join), "hub-own", "bob"));
        var notThere = await Assert.ThrowsAsync<HubException>(() => screen.Hub.InvokeAsync<Workspace>(nameof(IAnnotatorHub.Join), "hub-none", null));
        var workspace = await screen.Hub.InvokeAsync<Workspace>(nameof(IAnnotatorHub.Join), "hub-own", null);

        Assert.Contains("Join a project first", notJoined.Message, StringComparison.Ordinal);
        Assert.Contains("annotator:", notOwn.Message, StringComparison.Ordinal);
        Assert.Contains("projectId:", notThere.Message, StringComparison.Ordinal);
        Assert.Equal(("ann", 600), (workspace.Annotator, workspace.UndoWindowSeconds));
        await using var nobody = Screen.Connection(one.Silo.Url, "annotator", key: null);
        Assert.Equal(HttpStatusCode.Unauthorized, (await Assert.ThrowsAsync<HttpRequestException>(() => nobody.StartAsync())).StatusCode);
    }

    [Fact]
    public async Task Revoking_a_key_ends_its_connections()
    {
        var made = await OneSilo.ReadAsync<CreatedKey>(await one.Admin.Http.PostAsJsonAsync("/api/v1/accounts/keys", new CreateKey("hub-revoked", Roles.Annotator, "ann")));
        await using var screen = await Screen.ConnectAsync(one.Silo.Url, made.Secret);

        using var revoked = await one.Admin.Http.DeleteAsync($"/api/v1/accounts/keys/{made.Key.Id}");

        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        await Wait.UntilAsync(() => Task.FromResult(screen.Hub.State == HubConnectionState.Disconnected), "the connection ends", deadline.Token);
    }
}
