using System.Net.Http.Json;
using System.Text.RegularExpressions;
using ActiveLearning.Contracts.Api;

namespace ActiveLearning.EndToEnd.Tests.Api;

[Collection(nameof(SharedSilo))]
public sealed partial class ItemTests(OneSilo one)
{
    [Fact]
    public async Task An_export_streams_every_item_once_in_the_order_of_import_with_its_rows()
    {
        await one.MakeProjectAsync("items-export", 1_500);
        var leases = await LeaseAsync("items-export", 10);
        var ids = new List<string>();
        foreach (var lease in leases)
        {
            ids.Add((await SubmitAsync("items-export", lease, "spam")).LabelId!);
        }

        await OneSilo.ReadAsync<OutcomeReply>(await one.Admin.Http.PostAsJsonAsync($"/api/v1/projects/items-export/labels/{ids[0]}/undo", new UndoLabel("ann")));
        var export = await one.Admin.ExportAsync("items-export");

        Assert.Equal(Enumerable.Range(0, 1_500).Select(i => $"i{i}"), export.Select(i => i.Id));
        Assert.Equal(leases.Select(l => l.ItemId).Order(), export.Where(i => i.Labels.Count > 0).Select(i => i.Id).Order());
        var undone = export.Single(i => i.Id == leases[0].ItemId).Labels;
        Assert.Equal([("spam", null), (null, ids[0])], undone.Select(l => (l.Class, l.Supersedes)));
        Assert.All(export.Where(i => i.Labels.Count == 1), i => Assert.Equal("spam", i.Consensus?.Class));
        Assert.Null(export.Single(i => i.Id == leases[0].ItemId).Consensus);
    }

    [Fact]
    public async Task Times_are_UTC_with_exactly_six_decimals_everywhere()
    {
        await one.MakeProjectAsync("items-times", 5);
        var lease = (await LeaseAsync("items-times", 1)).Single();
        await SubmitAsync("items-times", lease, "ham");
        using var leased = await one.Admin.Http.PostAsync(new Uri("/api/v1/projects/items-times/annotators/ann/lease?count=2", UriKind.Relative), null);

        string[] answers =
        [
            await leased.Content.ReadAsStringAsync(),
            await one.Admin.Http.GetStringAsync("/api/v1/projects/items-times"),
            await one.Admin.Http.GetStringAsync("/api/v1/projects/items-times/dashboard"),
            await one.Admin.Http.GetStringAsync("/api/v1/projects/items-times/export"),
        ];

        Assert.All(answers, a =>
        {
            var times = AnyTime().Matches(a);
            Assert.NotEmpty(times);
            Assert.All(times, t => Assert.Matches(@"\A[0-9-]{10}T[0-9:]{8}\.[0-9]{6}Z\z", t.Groups[1].Value));
        });
    }

    [Fact]
    public async Task An_upload_reports_its_bad_rows_and_keeps_the_others_and_again_they_are_duplicates()
    {
        await one.MakeProjectAsync("items-report", 1);
        const string body = """
            {"id":"a","text":"one"}

            {"id":"b"}
            {"id":"a","text":"another content"}
            {"id":"c","text":"three","split":"test","gold":"spam"}
            {"id":"c","text":"three","split":"test","gold":"spam"}
            """;

        var first = await ImportAsync("items-report", body);
        var again = await ImportAsync("items-report", body);

        Assert.Equal((2, 1, 2), (first.Accepted, first.Duplicates, first.Rejected));
        Assert.Equal([(3, "text"), (4, "id")], first.Errors.Select(e => (e.Row, e.Field)));
        Assert.Equal((0, 3, 2), (again.Accepted, again.Duplicates, again.Rejected));
        Assert.Equal((3, 1), ((await one.Admin.StatusAsync("items-report")).Items.Total, (await one.Admin.StatusAsync("items-report")).Items.Test));
    }

    [Fact]
    public async Task Of_many_bad_rows_the_first_thousand_are_listed_and_all_counted()
    {
        await one.MakeProjectAsync("items-many", 1);

        var report = await ImportAsync("items-many", string.Concat(Enumerable.Repeat("no json\n", 1_500)));

        Assert.Equal((0, 1_500, 1_000, true), (report.Accepted, report.Rejected, report.Errors.Count, report.ErrorsTruncated));
        Assert.Equal(Enumerable.Range(1, 1_000), report.Errors.Select(e => e.Row));
    }

    [Fact]
    public async Task Every_call_of_the_contract_is_described()
    {
        using var http = one.Browser();
        var paths = (await http.GetFromJsonAsync<System.Text.Json.JsonElement>("/openapi/v1.json")).GetProperty("paths");

        (string Path, string Method)[] calls =
        [
            ("/api/v1/projects", "post"),
            ("/api/v1/projects/{projectId}/items", "post"),
            ("/api/v1/projects/{projectId}/status", "get"),
            ("/api/v1/projects/{projectId}/annotators/{annotator}/lease", "post"),
            ("/api/v1/projects/{projectId}/labels", "post"),
            ("/api/v1/projects/{projectId}/labels/{labelId}/undo", "post"),
            ("/api/v1/projects/{projectId}/leases/{leaseId}/skip", "post"),
            ("/api/v1/projects/{projectId}/export", "get"),
            ("/api/v1/projects/{projectId}/models", "get"),
        ];
        Assert.All(calls, call =>
        {
            Assert.True(paths.TryGetProperty(call.Path, out var path) || paths.TryGetProperty(call.Path + "/", out path), call.Path);
            Assert.NotEmpty(path.GetProperty(call.Method).GetProperty("summary").GetString()!);
        });
    }

    private async Task<IReadOnlyList<LeaseView>> LeaseAsync(string project, int count) =>
        (await OneSilo.ReadAsync<LeaseList>(await OneSilo.PostTextAsync(one.Admin.Http, $"/api/v1/projects/{project}/annotators/ann/lease?count={count}", ""))).Leases;

    private async Task<Contracts.Hubs.SubmitReply> SubmitAsync(string project, LeaseView lease, string className) =>
        await OneSilo.ReadAsync<Contracts.Hubs.SubmitReply>(
            await one.Admin.Http.PostAsJsonAsync($"/api/v1/projects/{project}/labels", new SubmitLabel(lease.LeaseId, className, 10)));

    private async Task<ImportReport> ImportAsync(string project, string body) =>
        await OneSilo.ReadAsync<ImportReport>(await OneSilo.PostTextAsync(one.Admin.Http, $"/api/v1/projects/{project}/items", body, "application/x-ndjson"));

    [GeneratedRegex("""
        "([0-9]{4}-[0-9]{2}-[0-9]{2}T[^"]*)"
        """)]
    private static partial Regex AnyTime();
}
