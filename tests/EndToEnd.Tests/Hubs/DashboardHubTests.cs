using System.Collections.Concurrent;
using System.Net;
using ActiveLearning.Contracts.Api;
using ActiveLearning.Contracts.Hubs;
using ActiveLearning.EndToEnd.Tests.Api;
using ActiveLearning.Harness;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;

namespace ActiveLearning.EndToEnd.Tests.Hubs;

[Collection(nameof(SharedSilo))]
public sealed class DashboardHubTests(OneSilo one)
{
    [Fact]
    public async Task Watching_gives_a_snapshot_and_then_pushes_at_most_two_a_second_as_labels_come_in()
    {
        await one.MakeProjectAsync("dash", 200);
        var pushed = new ConcurrentQueue<DashboardSnapshot>();
        await using var dashboard = Screen.Connection(one.Silo.Url, "dashboard", SiloProcess.AdminKey);
        dashboard.On<DashboardSnapshot>(nameof(IDashboardClient.Snapshot), pushed.Enqueue);
        await dashboard.StartAsync();
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));

        var first = await dashboard.InvokeAsync<DashboardSnapshot>(nameof(IDashboardHub.Watch), "dash");
        await using var screen = await Screen.JoinAsync(one.Silo.Url, "dash", "ann");
        var answered = new HashSet<string>();
        while (pushed.Count < 5 || answered.Count < 10)
        {
            deadline.Token.ThrowIfCancellationRequested();
            var queue = await screen.UntilAsync(q => q.Items.Any(i => !answered.Contains(i.LeaseId)), "an item waits");
            var next = queue.Items.First(i => !answered.Contains(i.LeaseId)).LeaseId;
            await screen.SubmitAsync(next, answered.Count % 2 == 0 ? "ham" : "spam");
            answered.Add(next);
            if (answered.Count >= 10)
            {
                var seen = pushed.Count;
                await Wait.UntilAsync(() => Task.FromResult(pushed.Count > seen), "a label is news", deadline.Token);
            }
        }

        await Wait.UntilAsync(() => Task.FromResult(pushed.Last().LabelsByClass.Sum() == answered.Count), "every label is counted", deadline.Token);

        Assert.Equal(("dash", 0, 200), (first.ProjectId, first.LabelsByClass.Sum(), first.Status.Items.Total));
        var times = pushed.Select(s => s.At).ToArray();
        Assert.All(times.Zip(times.Skip(1)), pair => Assert.InRange(pair.Second - pair.First, TimeSpan.FromMilliseconds(450), TimeSpan.MaxValue));
        var sums = pushed.Select(s => s.LabelsByClass.Sum()).ToArray();
        Assert.Equal(sums.Order(), sums);
        Assert.True(sums.Distinct().Count() >= 3);
        var last = pushed.Last();
        Assert.Equal((answered.Count + 1) / 2, last.LabelsByClass[0]);
        Assert.Equal(("ann", answered.Count), (Assert.Single(last.People).Annotator, last.People[0].Labels));
        Assert.Equal(answered.Count, last.Throughput.Sum());
    }

    [Fact]
    public async Task Nothing_is_pushed_after_unwatching()
    {
        await one.MakeProjectAsync("dash-un", 20);
        await one.MakeProjectAsync("dash-still", 20);
        var pushed = new ConcurrentQueue<string>();
        await using var dashboard = Screen.Connection(one.Silo.Url, "dashboard", SiloProcess.AdminKey);
        dashboard.On<DashboardSnapshot>(nameof(IDashboardClient.Snapshot), s => pushed.Enqueue(s.ProjectId));
        await dashboard.StartAsync();
        await dashboard.InvokeAsync<DashboardSnapshot>(nameof(IDashboardHub.Watch), "dash-un");
        await dashboard.InvokeAsync<DashboardSnapshot>(nameof(IDashboardHub.Watch), "dash-still");

        await dashboard.InvokeAsync(nameof(IDashboardHub.Unwatch), "dash-un");
        var before = pushed.Count(p => p == "dash-un");
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        foreach (var project in (string[])["dash-un", "dash-still"])
        {
            await using var screen = await Screen.JoinAsync(one.Silo.Url, project, "ann");
            var queue = await screen.UntilAsync(q => q.Items.Count > 0, "an item waits");
            var stillBefore = pushed.Count(p => p == "dash-still");
            await screen.SubmitAsync(queue.Items[0].LeaseId);
            if (project == "dash-still")
            {
                // Its push comes in a later round than the one that would have carried the other project's label.
                await Wait.UntilAsync(() => Task.FromResult(pushed.Count(p => p == "dash-still") > stillBefore), "the watched project is pushed", deadline.Token);
            }
        }

        Assert.Equal(before, pushed.Count(p => p == "dash-un"));
    }

    [Fact]
    public async Task An_annotator_may_not_watch_and_nobody_watches_what_is_not_there()
    {
        using var annotator = await one.WithKeyAsync(Roles.Annotator, "ann");
        await using var refused = Screen.Connection(one.Silo.Url, "dashboard", annotator.Http.DefaultRequestHeaders.GetValues("X-Api-Key").Single());
        await using var owner = Screen.Connection(one.Silo.Url, "dashboard", SiloProcess.AdminKey);
        await owner.StartAsync();

        var failure = await Assert.ThrowsAsync<HttpRequestException>(() => refused.StartAsync());
        var notThere = await Assert.ThrowsAsync<HubException>(() => owner.InvokeAsync<DashboardSnapshot>(nameof(IDashboardHub.Watch), "dash-none"));

        Assert.Equal(HttpStatusCode.Forbidden, failure.StatusCode);
        Assert.Contains("projectId:", notThere.Message, StringComparison.Ordinal);
    }
}
