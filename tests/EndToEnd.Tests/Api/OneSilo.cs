using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using ActiveLearning.Contracts.Api;
using ActiveLearning.Harness;

namespace ActiveLearning.EndToEnd.Tests.Api;

/// <summary>One silo process for a class of tests, each of which makes its own projects, keys and accounts in it.</summary>
public sealed class OneSilo : IAsyncLifetime
{
    public const string Password = "correct horse battery";

    /// <summary>The process.</summary>
    public SiloProcess Silo { get; private set; } = null!;

    /// <summary>A client with the admin key.</summary>
    public SiloClient Admin { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Silo = await SiloProcess.StartAsync(environment: new()
        {
            ["Accounts__SessionCheck"] = "00:00:00", // Sessions are checked at each call, so that no test waits for one to end.
            ["Accounts__SignInsPerMinutePerAddress"] = "100000", // All tests share an address.
        });
        Admin = new SiloClient(Silo.Url);
    }

    public async Task DisposeAsync()
    {
        Admin.Dispose();
        await Silo.DisposeAsync();
    }

    /// <summary>A client with a fresh key.</summary>
    public async Task<SiloClient> WithKeyAsync(string role, string? annotator = null)
    {
        var made = await ReadAsync<CreatedKey>(await Admin.Http.PostAsJsonAsync("/api/v1/accounts/keys", new CreateKey($"{role} of a test", role, annotator)));
        return new SiloClient(Silo.Url, made.Secret);
    }

    /// <summary>Invites somebody and returns the token.</summary>
    public async Task<string> InviteAsync(string name, string role = Roles.Annotator) =>
        (await ReadAsync<CreatedInvitation>(await Admin.Http.PostAsJsonAsync("/api/v1/accounts/invitations", new CreateInvitation(name, role)))).Token;

    /// <summary>A client that is signed in by the cookie of a fresh account, as a browser is.</summary>
    public async Task<HttpClient> SignedInAsync(string name, string role = Roles.Annotator)
    {
        var http = Browser();
        using var accepted = await http.PostAsJsonAsync($"/api/v1/accounts/invitations/{await InviteAsync(name, role)}", new AcceptInvitation(Password));
        Assert.Equal(HttpStatusCode.OK, accepted.StatusCode);
        return http;
    }

    /// <summary>A client that keeps cookies and holds no key.</summary>
    public HttpClient Browser() => new(new HttpClientHandler { CookieContainer = new CookieContainer() }, disposeHandler: true) { BaseAddress = Silo.Url };

    /// <summary>A project with two classes and so many items named i0, i1, ...</summary>
    public async Task MakeProjectAsync(string id, int items)
    {
        await Admin.CreateProjectAsync(id, ["ham", "spam"], strategy: "random");
        var pool = Enumerable.Range(0, items).Select(i => new LabelledText($"i{i}", $"text number {i} of {id}", "ham")).ToArray();
        Assert.Equal(items, (await Admin.ImportAsync(id, new LabelledTexts(id, ["ham", "spam"], pool, []))).Accepted);
    }

    /// <summary>Posts text as it is.</summary>
    public static Task<HttpResponseMessage> PostTextAsync(HttpClient http, string address, string body, string type = "application/json") =>
        http.PostAsync(new Uri(address, UriKind.Relative), new StringContent(body, Encoding.UTF8, type));

    /// <summary>The body of a good answer.</summary>
    public static async Task<T> ReadAsync<T>(HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"{answer.RequestMessage?.RequestUri}: {(int)answer.StatusCode} {text}");
        answer.Dispose();
        return JsonSerializer.Deserialize<T>(text, SiloClient.Json)!;
    }

    /// <summary>Checks that the answer is a problem (RFC 9457) of this status and returns it.</summary>
    public static async Task<JsonElement> ProblemAsync(HttpResponseMessage answer, HttpStatusCode status)
    {
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == status, $"{answer.RequestMessage?.RequestUri}: {(int)answer.StatusCode} {text}");
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        answer.Dispose();
        var problem = JsonElement.Parse(text);
        Assert.Equal((int)status, problem.GetProperty("status").GetInt32());
        return problem;
    }
}
