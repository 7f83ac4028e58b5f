using System.Net;
using System.Net.Http.Json;
using System.Net.WebSockets;
using ActiveLearning.Contracts.Api;

namespace ActiveLearning.EndToEnd.Tests.Api;

[Collection(nameof(SharedSilo))]
public sealed class OriginTests(OneSilo one)
{
    private const string SignOut = "/api/v1/accounts/sign-out";

    private string Own => one.Silo.Url.ToString().TrimEnd('/');

    [Theory]
    [InlineData("http://evil.example")]
    [InlineData("http://127.0.0.1:1")]
    [InlineData("https://127.0.0.1")]
    [InlineData("null")]
    [InlineData("file://")]
    public async Task A_call_that_another_sites_page_makes_the_browser_send_is_refused(string origin)
    {
        using var http = one.Browser();

        await OneSilo.ProblemAsync(await PostAsync(http, SignOut, origin), HttpStatusCode.Forbidden);
        await OneSilo.ProblemAsync(await PostAsync(http, "/hubs/annotator/negotiate?negotiateVersion=1", origin), HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Calls_from_this_hosts_pages_from_no_page_and_with_a_key_pass()
    {
        using var http = one.Browser();

        using var fromHere = await PostAsync(http, SignOut, Own);
        using var fromNoPage = await PostAsync(http, SignOut, null);
        using var withKey = await PostAsync(one.Admin.Http, SignOut, "http://evil.example");

        Assert.All([fromHere, fromNoPage, withKey], a => Assert.Equal(HttpStatusCode.NoContent, a.StatusCode));
    }

    [Fact]
    public async Task A_hubs_upgrade_with_a_cookie_must_come_from_a_page_of_this_host()
    {
        using var http = one.Browser();
        using var accepted = await http.PostAsJsonAsync($"/api/v1/accounts/invitations/{await one.InviteAsync("origin-hub")}", new AcceptInvitation(OneSilo.Password));
        var cookie = accepted.Headers.GetValues("Set-Cookie").Single().Split(';')[0];

        Assert.Equal(HttpStatusCode.Forbidden, await UpgradeAsync(cookie, null));
        Assert.Equal(HttpStatusCode.Forbidden, await UpgradeAsync(cookie, "http://evil.example"));
        Assert.Equal(HttpStatusCode.SwitchingProtocols, await UpgradeAsync(cookie, Own));
        Assert.Equal(HttpStatusCode.Unauthorized, await UpgradeAsync(null, Own));
    }

    private static async Task<HttpResponseMessage> PostAsync(HttpClient http, string address, string? origin)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address);
        if (origin is not null)
        {
            request.Headers.TryAddWithoutValidation("Origin", origin);
        }

        return await http.SendAsync(request);
    }

    private async Task<HttpStatusCode> UpgradeAsync(string? cookie, string? origin)
    {
        using var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        foreach (var (name, value) in ((string, string?)[])[("Cookie", cookie), ("Origin", origin)])
        {
            if (value is not null)
            {
                socket.Options.SetRequestHeader(name, value);
            }
        }

        try
        {
            await socket.ConnectAsync(new Uri($"ws://127.0.0.1:{one.Silo.Port}/hubs/annotator"), default);
        }
        catch (WebSocketException)
        {
            // The status says it.
        }

        return socket.HttpStatusCode;
    }
}
