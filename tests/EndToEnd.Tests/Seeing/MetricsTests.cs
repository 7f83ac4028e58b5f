using System.Net;
using System.Text.RegularExpressions;
using ActiveLearning.EndToEnd.Tests.Api;
using ActiveLearning.Harness;

namespace ActiveLearning.EndToEnd.Tests.Seeing;

/// <summary>What the program tells of itself at <c>/metrics</c>, and what dashboards and alert rules ask for.</summary>
[Collection(nameof(SharedSilo))]
public sealed partial class MetricsTests(OneSilo one)
{
    [Fact]
    public async Task Only_an_admin_reads_the_metrics_and_they_name_no_person_and_no_item()
    {
        await one.MakeProjectAsync("measured", 5);
        await LabelAsync("measured", "ann-of-the-metrics");
        using var owner = await one.WithKeyAsync(Contracts.Api.Roles.Owner);
        using var nobody = one.Browser();

        using var refused = await owner.Http.GetAsync("/metrics");
        using var unknown = await nobody.GetAsync("/metrics");
        using var asPrometheus = new HttpRequestMessage(HttpMethod.Get, "/metrics") { Headers = { Authorization = new("Bearer", SiloProcess.AdminKey) } };
        using var scraped = await nobody.SendAsync(asPrometheus);
        Assert.Equal(HttpStatusCode.OK, scraped.StatusCode);
        // The exporter answers from memory for a moment, and somebody else may have asked just before the label.
        var scrape = "";
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        await Wait.UntilAsync(
            async () => Acknowledged().IsMatch(scrape = await one.Admin.Http.GetStringAsync("/metrics")), "the acknowledged label is counted", deadline.Token);

        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.Unauthorized), (refused.StatusCode, unknown.StatusCode));
        Assert.Matches("active_learning_label_acknowledgement_duration_seconds_count\\{[^}]*channel=\"http\"", scrape);
        Assert.DoesNotContain("ann-of-the-metrics", scrape, StringComparison.Ordinal);
        Assert.DoesNotContain("\"i0\"", scrape, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_metric_that_dashboard_alerts_and_autoscaling_ask_for_is_exported()
    {
        await one.MakeProjectAsync("watched", 30);
        for (var label = 0; label < 25; label++)
        {
            await LabelAsync("watched", "ann", label % 2 == 0 ? "ham" : "spam");
        }

        string[] files = ["deploy/observability/grafana-dashboard.json", "deploy/observability/alerts.yaml", "deploy/kubernetes/autoscaling.yaml"];
        var asked = files.SelectMany(f => Asked().Matches(File.ReadAllText(Path.Combine(Repository.Root, f))).Select(m => m.Value)).ToHashSet();
        Assert.True(asked.Count > 10, string.Join(", ", asked));

        var missing = asked;
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await Wait.UntilAsync(
            async () =>
            {
                var exported = Exported().Matches(await one.Admin.Http.GetStringAsync("/metrics")).Select(m => m.Groups[1].Value).ToHashSet();
                missing = [.. asked.Where(name => !exported.Contains(name))];
                return missing.Count == 0;
            },
            "every metric is exported",
            deadline.Token);
    }

    private async Task LabelAsync(string project, string annotator, string answer = "ham")
    {
        using var leased = await one.Admin.Http.PostAsync(new Uri($"/api/v1/projects/{project}/annotators/{annotator}/lease?count=1", UriKind.Relative), null);
        var lease = System.Text.Json.JsonElement.Parse(await leased.Content.ReadAsStringAsync()).GetProperty("leases")[0].GetProperty("leaseId").GetString();
        using var labelled = await OneSilo.PostTextAsync(one.Admin.Http, $"/api/v1/projects/{project}/labels", $$"""{"leaseId":"{{lease}}","class":"{{answer}}","leadTimeMs":5}""");
        Assert.Equal(HttpStatusCode.OK, labelled.StatusCode);
    }

    [GeneratedRegex(@"active_learning_labels_acknowledged_total\{[^}]*project=""measured""[^}]*\} 1")]
    private static partial Regex Acknowledged();

    [GeneratedRegex(@"\b(?:active_learning|orleans|dotnet|http_server|kestrel)_[a-z0-9_]+\b")]
    private static partial Regex Asked();

    [GeneratedRegex(@"^([a-z_][a-z0-9_]*)(?:\{| )", RegexOptions.Multiline)]
    private static partial Regex Exported();
}
