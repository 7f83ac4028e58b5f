using System.Net;
using System.Net.Http.Json;
using ActiveLearning.Contracts.Api;
using ActiveLearning.Contracts.Hubs;
using ActiveLearning.Harness;

namespace ActiveLearning.EndToEnd.Tests.Api;

[Collection(nameof(SharedSilo))]
public sealed class InsightTests(OneSilo one)
{
    [Fact]
    public async Task A_running_silo_answers_with_estimates_once_there_is_a_champion_and_the_live_page_gets_them_too()
    {
        await one.MakeProjectAsync("insight", 80);
        var address = new Uri("/api/v1/projects/insight/insight", UriKind.Relative);
        using (var before = await one.Admin.Http.GetAsync(address))
        {
            Assert.Equal(HttpStatusCode.NoContent, before.StatusCode);
        }

        for (var i = 0; i < 40; i++)
        {
            using var leased = await one.Admin.Http.PostAsync(new Uri("/api/v1/projects/insight/annotators/ann/lease?count=1", UriKind.Relative), null);
            var lease = Assert.Single((await OneSilo.ReadAsync<LeaseList>(leased)).Leases);
            using var label = await one.Admin.Http.PostAsJsonAsync("/api/v1/projects/insight/labels", new { leaseId = lease.LeaseId, @class = i % 2 == 0 ? "ham" : "spam", leadTimeMs = 5 });
            Assert.Equal(HttpStatusCode.OK, label.StatusCode);
        }

        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        ProjectInsight? insight = null;
        await Wait.UntilAsync(
            async () =>
            {
                using var answer = await one.Admin.Http.GetAsync(address, deadline.Token);
                insight = answer.StatusCode == HttpStatusCode.OK ? await answer.Content.ReadFromJsonAsync<ProjectInsight>(SiloClient.Json, deadline.Token) : null;
                return insight?.Control is not null;
            },
            "there is an insight",
            deadline.Token);
        var page = await one.Admin.Http.GetFromJsonAsync<DashboardSnapshot>("/api/v1/projects/insight/dashboard", SiloClient.Json, deadline.Token);

        Assert.Equal(80, insight!.Control!.SpeaksFor);
        Assert.Equal(["ham", "spam"], insight.Control.Classes.Select(c => c.Class));
        Assert.Null(insight.Saving);
        Assert.NotNull(page!.Insight);
    }
}
