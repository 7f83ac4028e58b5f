using System.Net;
using System.Net.Http.Json;
using ActiveLearning.Contracts.Api;
using ActiveLearning.Harness;

namespace ActiveLearning.Faults.Tests;

/// <summary>What one silo knows, the others know.</summary>
public sealed class SeveralSilosTests(SharedCluster shared) : SharedClusterTests(shared)
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(15);

    [Fact]
    public async Task A_cookie_of_one_silo_is_accepted_by_another()
    {
        using var admin = Cluster.ClientOf("silo-1");
        var invitation = await PostAsync<CreatedInvitation>(admin, "/api/v1/accounts/invitations", new CreateInvitation("cookie-owner", "owner"));
        using var person = new HttpClient();
        using var accepted = await person.PostAsJsonAsync(
            new Uri(Cluster.UrlOf("silo-2"), $"/api/v1/accounts/invitations/{invitation.Token}"), new AcceptInvitation("a long enough password"), SiloClient.Json);

        // Silos behind one proxy have one name; these have addresses of their own, so the cookie is carried over by hand.
        person.DefaultRequestHeaders.Add("Cookie", accepted.Headers.GetValues("Set-Cookie").Select(cookie => cookie.Split(';')[0]));
        var me = await person.GetFromJsonAsync<CurrentAccount>(new Uri(Cluster.UrlOf("silo-3"), "/api/v1/accounts/me"), SiloClient.Json);

        Assert.Equal(HttpStatusCode.OK, accepted.StatusCode);
        Assert.Equal("cookie-owner", me!.Name);
    }

    [Fact]
    public async Task A_key_made_on_one_silo_is_good_on_another_until_it_is_revoked()
    {
        using var admin = Cluster.ClientOf("silo-1");
        var made = await PostAsync<CreatedKey>(admin, "/api/v1/accounts/keys", new CreateKey("owner's script", "owner", null));
        using var elsewhere = Cluster.ClientOf("silo-2", made.Secret);
        using var deadline = new CancellationTokenSource(Soon);
        await Wait.UntilAsync(async () => await StatusAsync(elsewhere) == HttpStatusCode.OK, "the key is good on another silo", deadline.Token);

        using var revoked = await admin.Http.DeleteAsync($"/api/v1/accounts/keys/{made.Key.Id}");

        Assert.Equal(HttpStatusCode.NoContent, revoked.StatusCode);
        await Wait.UntilAsync(async () => await StatusAsync(elsewhere) == HttpStatusCode.Unauthorized, "the revoked key is refused everywhere", deadline.Token);
    }

    [Fact]
    public async Task A_label_given_through_one_silo_is_seen_by_the_others()
    {
        var project = await LabelledThroughout.CreateProjectAsync(Cluster, "seen-everywhere");
        using var first = Cluster.ClientOf("silo-1");
        using var second = Cluster.ClientOf("silo-2");
        using var third = Cluster.ClientOf("silo-3");
        var lease = (await PostAsync<LeaseList>(first, $"/api/v1/projects/{project}/annotators/ann/lease?count=1", null)).Leases[0];
        var again = (await PostAsync<LeaseList>(second, $"/api/v1/projects/{project}/annotators/ann/lease?count=1", null)).Leases[0];

        using var answer = await second.Http.PostAsJsonAsync(
            $"/api/v1/projects/{project}/labels", new SubmitLabel(lease.LeaseId, LabelledThroughout.Texts.Classes[0], 500), SiloClient.Json);

        Assert.Equal(lease.LeaseId, again.LeaseId);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(1, (await third.StatusAsync(project)).Labels);
        Assert.Equal(1, (await first.StatusAsync(project)).Labels);
        Assert.Single((await third.ExportAsync(project)).Single(item => item.Id == lease.ItemId).Labels);
    }

    [Fact]
    public async Task A_project_paused_through_one_silo_offers_nothing_on_the_others()
    {
        var project = await LabelledThroughout.CreateProjectAsync(Cluster, "paused-everywhere");
        using var first = Cluster.ClientOf("silo-1");
        using var paused = await first.Http.PatchAsJsonAsync($"/api/v1/projects/{project}", new { paused = true });

        Assert.Equal(HttpStatusCode.OK, paused.StatusCode);
        foreach (var silo in Cluster.Silos)
        {
            using var client = Cluster.ClientOf(silo);
            Assert.Empty((await PostAsync<LeaseList>(client, $"/api/v1/projects/{project}/annotators/ann/lease?count=1", null)).Leases);
        }
    }

    private static async Task<HttpStatusCode> StatusAsync(SiloClient client)
    {
        using var answer = await client.Http.GetAsync("/api/v1/projects");
        return answer.StatusCode;
    }

    private static async Task<T> PostAsync<T>(SiloClient client, string path, object? body)
    {
        using var answer = await client.Http.PostAsJsonAsync(path, body, SiloClient.Json);
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<T>(SiloClient.Json))!;
    }
}
