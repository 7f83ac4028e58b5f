using System.Net;
using System.Net.Http.Json;
using ActiveLearning.Contracts.Api;
using ActiveLearning.Harness;

namespace ActiveLearning.EndToEnd.Tests.Api;

[Collection(nameof(SharedSilo))]
public sealed class RoleTests(OneSilo one)
{
    /// <summary>Calls that are not an annotator's.</summary>
    public static TheoryData<string, string> OwnersCalls => new()
    {
        { "GET", "/api/v1/projects" },
        { "POST", "/api/v1/projects" },
        { "GET", "/api/v1/projects/any" },
        { "PATCH", "/api/v1/projects/any" },
        { "GET", "/api/v1/projects/any/status" },
        { "GET", "/api/v1/projects/any/dashboard" },
        { "POST", "/api/v1/projects/any/items" },
        { "GET", "/api/v1/projects/any/blocked" },
        { "GET", "/api/v1/projects/any/export" },
        { "GET", "/api/v1/projects/any/models" },
        { "GET", "/api/v1/projects/any/insight" },
        { "GET", "/api/v1/strategies" },
        { "POST", "/api/v1/accounts/invitations" },
    };

    /// <summary>Calls that are an admin's alone.</summary>
    public static TheoryData<string, string> AdminsCalls => new()
    {
        { "GET", "/api/v1/accounts" },
        { "POST", "/api/v1/accounts/any/disabled" },
        { "GET", "/api/v1/accounts/keys" },
        { "POST", "/api/v1/accounts/keys" },
        { "DELETE", "/api/v1/accounts/keys/1" },
    };

    /// <summary>Calls of whoever labels.</summary>
    public static TheoryData<string, string> AnnotatorsCalls => new()
    {
        { "POST", "/api/v1/projects/any/annotators/ann/lease" },
        { "POST", "/api/v1/projects/any/labels" },
        { "POST", "/api/v1/projects/any/labels/1/undo" },
        { "POST", "/api/v1/projects/any/leases/1-1-0000000000000000/skip" },
        { "GET", "/api/v1/accounts/me" },
        { "GET", "/api/v1/accounts/me/projects" },
    };

    [Theory]
    [MemberData(nameof(OwnersCalls))]
    [MemberData(nameof(AdminsCalls))]
    public async Task An_annotators_key_is_refused(string method, string address)
    {
        using var annotator = await one.WithKeyAsync(Roles.Annotator, "ann");

        await OneSilo.ProblemAsync(await SendAsync(annotator.Http, method, address), HttpStatusCode.Forbidden);
    }

    [Theory]
    [MemberData(nameof(AdminsCalls))]
    public async Task An_owners_key_is_refused_where_accounts_are_kept(string method, string address)
    {
        using var owner = await one.WithKeyAsync(Roles.Owner);

        await OneSilo.ProblemAsync(await SendAsync(owner.Http, method, address), HttpStatusCode.Forbidden);
    }

    [Theory]
    [MemberData(nameof(OwnersCalls))]
    [MemberData(nameof(AdminsCalls))]
    [MemberData(nameof(AnnotatorsCalls))]
    public async Task Without_a_key_or_with_a_wrong_one_every_call_is_401(string method, string address)
    {
        using var nobody = new SiloClient(one.Silo.Url, key: null);
        using var guess = new SiloClient(one.Silo.Url, new string('x', 43));

        await OneSilo.ProblemAsync(await SendAsync(nobody.Http, method, address), HttpStatusCode.Unauthorized);
        await OneSilo.ProblemAsync(await SendAsync(guess.Http, method, address), HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task An_annotators_key_leases_under_its_own_name_only_and_sees_neither_arm_nor_strategy()
    {
        await one.MakeProjectAsync("roles-lease", 20);
        using var annotator = await one.WithKeyAsync(Roles.Annotator, "ann");

        var own = (await OneSilo.ReadAsync<LeaseList>(await LeaseAsync(annotator.Http, "roles-lease", "ann", 3))).Leases;
        await OneSilo.ProblemAsync(await LeaseAsync(annotator.Http, "roles-lease", "bob", 1), HttpStatusCode.Forbidden);
        var forAdmin = (await OneSilo.ReadAsync<LeaseList>(await LeaseAsync(one.Admin.Http, "roles-lease", "bob", 3))).Leases;

        Assert.Equal(3, own.Count);
        Assert.All(own, l => Assert.Equal((null, null), (l.Arm, l.Strategy)));
        Assert.All(forAdmin, l => Assert.Equal("random", l.Strategy));
        Assert.All(forAdmin, l => Assert.Contains(l.Arm, (string[])["control", "learn"]));
    }

    [Fact]
    public async Task An_annotator_can_neither_answer_nor_skip_nor_undo_for_somebody_else()
    {
        await one.MakeProjectAsync("roles-other", 20);
        using var ann = await one.WithKeyAsync(Roles.Annotator, "ann");
        using var bob = await one.WithKeyAsync(Roles.Annotator, "bob");
        var leases = (await OneSilo.ReadAsync<LeaseList>(await LeaseAsync(ann.Http, "roles-other", "ann", 2))).Leases;
        var label = await OneSilo.ReadAsync<Contracts.Hubs.SubmitReply>(
            await ann.Http.PostAsJsonAsync("/api/v1/projects/roles-other/labels", new SubmitLabel(leases[0].LeaseId, "ham")));

        var answer = await OneSilo.ProblemAsync(
            await bob.Http.PostAsJsonAsync("/api/v1/projects/roles-other/labels", new SubmitLabel(leases[1].LeaseId, "ham")), HttpStatusCode.NotFound);
        var skip = await OneSilo.ProblemAsync(
            await bob.Http.PostAsJsonAsync($"/api/v1/projects/roles-other/leases/{leases[1].LeaseId}/skip", new SkipLease("x")), HttpStatusCode.NotFound);
        var undo = $"/api/v1/projects/roles-other/labels/{label.LabelId}/undo";
        await OneSilo.ProblemAsync(await bob.Http.PostAsJsonAsync(undo, new UndoLabel("ann")), HttpStatusCode.Forbidden);
        await OneSilo.ProblemAsync(await bob.Http.PostAsJsonAsync(undo, new UndoLabel("bob")), HttpStatusCode.NotFound);

        Assert.Equal(("leaseUnknown", "leaseUnknown"), (answer.GetProperty("outcome").GetString(), skip.GetProperty("outcome").GetString()));
        Assert.Equal(1, (await one.Admin.StatusAsync("roles-other")).Labels);
    }

    [Fact]
    public async Task An_owner_runs_projects_and_invites_annotators_only()
    {
        using var owner = await one.WithKeyAsync(Roles.Owner);

        await owner.CreateProjectAsync("roles-owner", ["a", "b"]);
        Assert.Empty(await owner.ExportAsync("roles-owner"));
        await OneSilo.ReadAsync<CreatedInvitation>(await owner.Http.PostAsJsonAsync("/api/v1/accounts/invitations", new CreateInvitation("roles-invited", Roles.Annotator)));
        foreach (var role in (string[])[Roles.Owner, Roles.Admin])
        {
            await OneSilo.ProblemAsync(
                await owner.Http.PostAsJsonAsync("/api/v1/accounts/invitations", new CreateInvitation("roles-invited", role)), HttpStatusCode.Forbidden);
        }
    }

    [Fact]
    public async Task Addresses_without_a_call_are_401_to_nobody_too()
    {
        using var nobody = new SiloClient(one.Silo.Url, key: null);

        await OneSilo.ProblemAsync(await nobody.Http.GetAsync("/api/v1/nothing"), HttpStatusCode.Unauthorized);
        await OneSilo.ProblemAsync(await SendAsync(nobody.Http, "POST", "/api/v1/nothing"), HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_revoked_key_is_refused_from_the_next_call_on()
    {
        var made = await OneSilo.ReadAsync<CreatedKey>(await one.Admin.Http.PostAsJsonAsync("/api/v1/accounts/keys", new CreateKey("to revoke", Roles.Owner)));
        using var owner = new SiloClient(one.Silo.Url, made.Secret);
        using (var before = await owner.Http.GetAsync("/api/v1/projects"))
        {
            Assert.Equal(HttpStatusCode.OK, before.StatusCode);
        }

        using var revoked = await one.Admin.Http.DeleteAsync($"/api/v1/accounts/keys/{made.Key.Id}");

        Assert.Equal(HttpStatusCode.NoContent, revoked.StatusCode);
        await OneSilo.ProblemAsync(await owner.Http.GetAsync("/api/v1/projects"), HttpStatusCode.Unauthorized);
        Assert.DoesNotContain(made.Secret, await one.Admin.Http.GetStringAsync("/api/v1/accounts/keys"), StringComparison.Ordinal);
    }

    private static Task<HttpResponseMessage> LeaseAsync(HttpClient http, string project, string annotator, int count) =>
        http.PostAsync(new Uri($"/api/v1/projects/{project}/annotators/{annotator}/lease?count={count}", UriKind.Relative), null);

    private static Task<HttpResponseMessage> SendAsync(HttpClient http, string method, string address)
    {
        var type = address.EndsWith("/items", StringComparison.Ordinal) ? "application/x-ndjson" : "application/json";
        return http.SendAsync(new HttpRequestMessage(new HttpMethod(method), address)
        {
            Content = method is "POST" or "PATCH" ? new StringContent("{}", System.Text.Encoding.UTF8, type) : null,
        });
    }
}
