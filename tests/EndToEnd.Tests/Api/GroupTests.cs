using System.Net;
using System.Net.Http.Json;
using ActiveLearning.Contracts.Api;
using ActiveLearning.Contracts.Hubs;
using ActiveLearning.Harness;

namespace ActiveLearning.EndToEnd.Tests.Api;

/// <summary>Near-duplicate groups over HTTP.</summary>
[Collection(nameof(SharedSilo))]
public sealed class GroupTests(OneSilo one)
{
    private const string Text = "Free entry in a weekly competition to win final tickets, text now to receive the entry question";

    [Fact]
    public async Task One_label_settles_a_group_and_the_export_names_it_for_every_member()
    {
        var project = await MakeAsync("groups-export", Text, Text + "!!", "RT @a: " + Text, "another text altogether, about a dog and a garden");
        var lease = (await LeaseAsync(project, 4)).Single(l => l.Text.Contains("Free", StringComparison.Ordinal));

        var label = (await SubmitAsync(project, lease, "spam")).LabelId;

        var export = await one.Admin.ExportAsync(project);
        var members = export.Where(i => i.Id != "i3" && i.Id != lease.ItemId).ToArray();
        Assert.Equal(2, members.Length);
        Assert.All(members, i => Assert.Equal((0, label, "spam"), (i.Labels.Count, i.SettledBy, i.Consensus?.Class)));
        Assert.Equal((1, null), (export.Single(i => i.Id == lease.ItemId).Labels.Count, export.Single(i => i.Id == lease.ItemId).SettledBy));
        var status = await one.Admin.StatusAsync(project);
        Assert.Equal((3, 1, 2), (status.Items.Settled, status.Labels, status.NearDuplicates!.SettledByGroup));

        await OneSilo.ReadAsync<OutcomeReply>(await one.Admin.Http.PostAsJsonAsync($"/api/v1/projects/{project}/labels/{label}/undo", new UndoLabel("ann")));
        Assert.All(await one.Admin.ExportAsync(project), i => Assert.Null(i.SettledBy));
        Assert.Equal(0, (await one.Admin.StatusAsync(project)).Items.Settled);
    }

    [Fact]
    public async Task An_owner_sees_groups_and_splits_them()
    {
        var project = await MakeAsync("groups-split", Text, Text, Text, "ok", "OK");
        var lease = (await LeaseAsync(project, 2)).Single(l => l.Text == Text);
        await SubmitAsync(project, lease, "spam");

        var first = await GroupsAsync(project, "?limit=1");
        var second = await GroupsAsync(project, $"?limit=1&after={first.Next}");
        Assert.Equal([3, 2], first.Groups.Concat(second.Groups).Select(g => g.Size));
        Assert.Equal(("settled", "spam", "open"), (first.Groups[0].State, first.Groups[0].Consensus?.Class, second.Groups[0].State));

        var member = first.Groups[0].Members[^1].Id;
        Assert.Equal(1, (await SplitAsync(project, first.Groups[0].Id, [member])).Opened);
        Assert.Equal(1, (await SplitAsync(project, first.Groups[0].Id, null)).Opened);
        Assert.Equal(2, (await LeaseAsync(project, 4)).Count(l => l.Text == Text));
        Assert.Equal([2], (await GroupsAsync(project, "")).Groups.Select(g => g.Size));

        await OneSilo.ProblemAsync(await PostSplitAsync(project, first.Groups[0].Id, null), HttpStatusCode.NotFound);
        var refused = await OneSilo.ProblemAsync(await PostSplitAsync(project, second.Groups[0].Id, [member]), HttpStatusCode.BadRequest);
        Assert.Equal("items", refused.GetProperty("field").GetString());
        await OneSilo.ProblemAsync(await one.Admin.Http.GetAsync(new Uri($"/api/v1/projects/{project}/groups?limit=0", UriKind.Relative)), HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Groups_are_for_owners_only()
    {
        var project = await MakeAsync("groups-roles", Text, Text);
        using var annotator = await one.WithKeyAsync(Roles.Annotator, "ann");

        foreach (var call in (string[])["groups", "test-twins"])
        {
            using var refused = await annotator.Http.GetAsync(new Uri($"/api/v1/projects/{project}/{call}", UriKind.Relative));
            Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        }

        using var split = await annotator.Http.PostAsJsonAsync($"/api/v1/projects/{project}/groups/i0/split", new SplitGroup());
        Assert.Equal(HttpStatusCode.Forbidden, split.StatusCode);
    }

    [Fact]
    public async Task A_twin_of_a_held_out_item_is_listed()
    {
        var project = await MakeAsync("groups-twins", Text, "something else altogether");
        var test = new LabelledTexts(project, ["ham", "spam"], [], [new LabelledText("t0", Text + ".", "spam")]);
        await one.Admin.ImportAsync(project, test);

        var twins = await one.Admin.Http.GetFromJsonAsync<TestTwinPage>($"/api/v1/projects/{project}/test-twins", SiloClient.Json);

        Assert.Equal(("i0", "t0"), (twins!.Twins.Single().Id, twins.Twins[0].TestId));
        Assert.Equal(1, (await one.Admin.StatusAsync(project)).NearDuplicates!.TestTwins);
        Assert.Equal(2, (await LeaseAsync(project, 2)).Count);
    }

    [Fact]
    public async Task A_project_can_switch_grouping_off_and_says_so()
    {
        var create = new { id = "groups-off", classes = new[] { new { name = "ham" }, new { name = "spam" } }, nearDuplicates = false };
        var made = await OneSilo.ReadAsync<ProjectSettings>(await one.Admin.Http.PostAsJsonAsync("/api/v1/projects", create));
        Assert.False(made.NearDuplicates);

        await ImportAsync("groups-off", Text, Text);

        Assert.Equal(2, (await LeaseAsync("groups-off", 2)).Count);
        using var other = await one.Admin.Http.PostAsJsonAsync("/api/v1/projects", new { create.id, create.classes });
        Assert.Equal(HttpStatusCode.Conflict, other.StatusCode);
    }

    [Fact]
    public async Task Blocked_items_are_listed()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var project = await MakeAsync("groups-blocked", Text, Text, "something else altogether");
        foreach (var annotator in (string[])["ann", "bea", "cat"])
        {
            // A skipped item comes back to the others by a hint, a moment later.
            LeaseView? lease = null;
            await Wait.UntilAsync(
                async () => (lease = (await LeaseAsync(project, 2, annotator)).FirstOrDefault(l => l.Text == Text)) is not null,
                $"the group is offered to {annotator}",
                deadline.Token);
            using var skipped = await one.Admin.Http.PostAsJsonAsync($"/api/v1/projects/{project}/leases/{lease!.LeaseId}/skip", new SkipLease("unsure"));
            Assert.Equal(HttpStatusCode.OK, skipped.StatusCode);
        }

        var blocked = await one.Admin.Http.GetFromJsonAsync<BlockedItem[]>($"/api/v1/projects/{project}/blocked", SiloClient.Json);
        Assert.Equal(Text, Assert.Single(blocked!).Text);
        Assert.Equal(2, (await one.Admin.StatusAsync(project)).Items.Blocked);
    }

    private async Task<string> MakeAsync(string id, params string[] texts)
    {
        await one.Admin.CreateProjectAsync(id, ["ham", "spam"], strategy: "random");
        await ImportAsync(id, texts);
        return id;
    }

    private async Task ImportAsync(string id, params string[] texts) => await one.Admin.ImportAsync(
        id, new LabelledTexts(id, ["ham", "spam"], [.. texts.Select((text, i) => new LabelledText($"i{i}", text, "ham"))], []));

    private async Task<IReadOnlyList<LeaseView>> LeaseAsync(string project, int count, string annotator = "ann") =>
        (await OneSilo.ReadAsync<LeaseList>(await OneSilo.PostTextAsync(one.Admin.Http, $"/api/v1/projects/{project}/annotators/{annotator}/lease?count={count}", ""))).Leases;

    private async Task<SubmitReply> SubmitAsync(string project, LeaseView lease, string className) => await OneSilo.ReadAsync<SubmitReply>(
        await one.Admin.Http.PostAsJsonAsync($"/api/v1/projects/{project}/labels", new SubmitLabel(lease.LeaseId, className, 10)));

    private async Task<GroupPage> GroupsAsync(string project, string query) =>
        (await one.Admin.Http.GetFromJsonAsync<GroupPage>($"/api/v1/projects/{project}/groups{query}", SiloClient.Json))!;

    private Task<HttpResponseMessage> PostSplitAsync(string project, string group, string[]? items) =>
        one.Admin.Http.PostAsJsonAsync($"/api/v1/projects/{project}/groups/{group}/split", new SplitGroup(items));

    private async Task<SplitReply> SplitAsync(string project, string group, string[]? items) =>
        await OneSilo.ReadAsync<SplitReply>(await PostSplitAsync(project, group, items));
}
