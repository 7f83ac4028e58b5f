using System.Net;
using System.Net.Http.Json;
using ActiveLearning.Contracts.Api;

namespace ActiveLearning.EndToEnd.Tests.Api;

[Collection(nameof(SharedSilo))]
public sealed class AccountTests(OneSilo one)
{
    private const string SignIn = "/api/v1/accounts/sign-in";
    private const string Me = "/api/v1/accounts/me";

    [Fact]
    public async Task An_invitation_is_accepted_once_and_gives_the_role_that_it_carries()
    {
        var address = $"/api/v1/accounts/invitations/{await one.InviteAsync("acc-once", Roles.Owner)}";
        using var first = one.Browser();
        using var second = one.Browser();

        Assert.Equal("acc-once", (await OneSilo.ReadAsync<Invitation>(await second.GetAsync(address))).Name);
        var weak = await OneSilo.ProblemAsync(await first.PostAsJsonAsync(address, new AcceptInvitation("short")), HttpStatusCode.BadRequest);
        Assert.Equal("password", weak.GetProperty("field").GetString());
        using var accepted = await first.PostAsJsonAsync(address, new AcceptInvitation(OneSilo.Password));
        await OneSilo.ProblemAsync(await second.PostAsJsonAsync(address, new AcceptInvitation("another long password")), HttpStatusCode.NotFound);
        await OneSilo.ProblemAsync(await second.GetAsync(address), HttpStatusCode.NotFound);

        Assert.Equal(new CurrentAccount("acc-once", Roles.Owner, "acc-once"), await OneSilo.ReadAsync<CurrentAccount>(await first.GetAsync(Me)));
        await OneSilo.ProblemAsync(await second.PostAsJsonAsync(SignIn, new SignIn("acc-once", "another long password")), HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Ten_wrong_passwords_in_a_minute_are_too_many_for_this_name_and_nobody_else()
    {
        using var attacked = await one.SignedInAsync("acc-limit");
        using var other = await one.SignedInAsync("acc-other");
        using var attacker = one.Browser();

        for (var i = 0; i < 10; i++)
        {
            await OneSilo.ProblemAsync(await attacker.PostAsJsonAsync(SignIn, new SignIn("acc-limit", $"wrong password {i}")), HttpStatusCode.Unauthorized);
        }

        using var refused = await attacker.PostAsJsonAsync(SignIn, new SignIn("ACC-limit", OneSilo.Password));
        Assert.True(refused.Headers.RetryAfter?.Delta > TimeSpan.Zero);
        await OneSilo.ProblemAsync(refused, HttpStatusCode.TooManyRequests);
        await OneSilo.ReadAsync<CurrentAccount>(await other.PostAsJsonAsync(SignIn, new SignIn("acc-other", OneSilo.Password)));
        await OneSilo.ReadAsync<CurrentAccount>(await attacked.GetAsync(Me));
    }

    [Theory]
    [InlineData("acc-nobody", "some long password")]
    [InlineData(null, null)]
    [InlineData("", "")]
    [InlineData("a b/c", "x")]
    [InlineData("acc-\u0000", "\u0000")]
    public async Task Signing_in_with_what_is_no_account_is_401(string? name, string? password)
    {
        using var http = one.Browser();

        await OneSilo.ProblemAsync(await http.PostAsJsonAsync(SignIn, new SignIn(name, password)), HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_disabled_accounts_cookie_is_401_and_signing_in_refused_until_it_is_enabled_again()
    {
        using var person = await one.SignedInAsync("acc-disabled");
        await OneSilo.ReadAsync<CurrentAccount>(await person.GetAsync(Me));

        Assert.True((await DisableAsync("acc-disabled", true)).Disabled);
        await OneSilo.ProblemAsync(await person.GetAsync(Me), HttpStatusCode.Unauthorized);
        await OneSilo.ProblemAsync(await person.GetAsync(Me), HttpStatusCode.Unauthorized);
        await OneSilo.ProblemAsync(await person.PostAsJsonAsync(SignIn, new SignIn("acc-disabled", OneSilo.Password)), HttpStatusCode.Unauthorized);
        Assert.False((await DisableAsync("acc-disabled", false)).Disabled);

        await OneSilo.ReadAsync<CurrentAccount>(await person.PostAsJsonAsync(SignIn, new SignIn("acc-disabled", OneSilo.Password)));
        await OneSilo.ReadAsync<CurrentAccount>(await person.GetAsync(Me));
    }

    [Fact]
    public async Task A_cookie_that_was_kept_from_before_disabling_is_401_on_every_kind_of_call()
    {
        using var http = one.Browser();
        using var accepted = await http.PostAsJsonAsync($"/api/v1/accounts/invitations/{await one.InviteAsync("acc-kept", Roles.Admin)}", new AcceptInvitation(OneSilo.Password));
        var cookie = Assert.Single(accepted.Headers.GetValues("Set-Cookie")).Split(';')[0];
        await DisableAsync("acc-kept", true);
        using var old = new HttpClient(new HttpClientHandler { UseCookies = false }) { BaseAddress = one.Silo.Url };
        old.DefaultRequestHeaders.Add("Cookie", cookie);

        await OneSilo.ProblemAsync(await old.GetAsync(Me), HttpStatusCode.Unauthorized);
        await OneSilo.ProblemAsync(await old.GetAsync("/api/v1/projects"), HttpStatusCode.Unauthorized);
        await OneSilo.ProblemAsync(await old.PostAsJsonAsync("/api/v1/accounts/keys", new CreateKey("k", Roles.Admin)), HttpStatusCode.Unauthorized);
        await OneSilo.ProblemAsync(await old.PostAsync(new Uri("/hubs/annotator/negotiate?negotiateVersion=1", UriKind.Relative), null), HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Signing_out_ends_the_session_and_nobody_disables_their_own_account()
    {
        using var admin = await one.SignedInAsync("acc-admin", Roles.Admin);

        var own = await OneSilo.ProblemAsync(await admin.PostAsJsonAsync("/api/v1/accounts/acc-admin/disabled", new DisableAccount()), HttpStatusCode.BadRequest);
        using var left = await admin.PostAsync(new Uri("/api/v1/accounts/sign-out", UriKind.Relative), null);

        Assert.Equal("name", own.GetProperty("field").GetString());
        Assert.Equal(HttpStatusCode.NoContent, left.StatusCode);
        await OneSilo.ProblemAsync(await admin.GetAsync(Me), HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task The_cookie_is_closed_to_scripts_and_to_other_sites()
    {
        using var http = one.Browser();

        using var accepted = await http.PostAsJsonAsync($"/api/v1/accounts/invitations/{await one.InviteAsync("acc-cookie")}", new AcceptInvitation(OneSilo.Password));

        var cookie = Assert.Single(accepted.Headers.GetValues("Set-Cookie"));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
    }

    private async Task<Account> DisableAsync(string name, bool disabled) =>
        await OneSilo.ReadAsync<Account>(await one.Admin.Http.PostAsJsonAsync($"/api/v1/accounts/{name}/disabled", new DisableAccount(disabled)));
}
