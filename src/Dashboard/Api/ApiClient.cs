using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using ActiveLearning.Contracts.Api;

namespace ActiveLearning.Dashboard.Api;

/// <summary>The HTTP API as the pages use it. Every call throws <see cref="ApiProblemException"/> when it does not work out.</summary>
public sealed class ApiClient(HttpClient http)
{
    /// <summary>Names of the projects that this account can label in.</summary>
    public Task<IReadOnlyList<ProjectName>> MyProjectsAsync() => GetAsync<IReadOnlyList<ProjectName>>("api/v1/accounts/me/projects");

    /// <summary>Projects with their figures; for owners.</summary>
    public Task<IReadOnlyList<ProjectSummary>> ProjectsAsync() => GetAsync<IReadOnlyList<ProjectSummary>>("api/v1/projects");

    /// <summary>One project's settings.</summary>
    public Task<ProjectSettings> ProjectAsync(string project) => GetAsync<ProjectSettings>(Path(project));

    /// <summary>One project's figures.</summary>
    public Task<ProjectStatus> StatusAsync(string project) => GetAsync<ProjectStatus>(Path(project) + "/status");

    /// <summary>Creates a project.</summary>
    public Task<ProjectSettings> CreateAsync(CreateProject project) => SendAsync<ProjectSettings>(HttpMethod.Post, "api/v1/projects", project);

    /// <summary>Pauses, resumes, or changes the acquisition function.</summary>
    public Task<ProjectSettings> ChangeAsync(string project, ChangeProject change) => SendAsync<ProjectSettings>(HttpMethod.Patch, Path(project), change);

    /// <summary>A page of near-duplicate groups.</summary>
    public Task<GroupPage> GroupsAsync(string project, string? after) => GetAsync<GroupPage>(Path(project) + "/groups" + After(after));

    /// <summary>Takes items out of a group, or dissolves it.</summary>
    public Task<SplitReply> SplitAsync(string project, string group, SplitGroup split) =>
        SendAsync<SplitReply>(HttpMethod.Post, $"{Path(project)}/groups/{Uri.EscapeDataString(group)}/split", split);

    /// <summary>A page of pool items that are near-duplicates of held-out ones.</summary>
    public Task<TestTwinPage> TestTwinsAsync(string project, string? after) => GetAsync<TestTwinPage>(Path(project) + "/test-twins" + After(after));

    /// <summary>Acquisition functions with their trade-offs.</summary>
    public Task<IReadOnlyList<Strategy>> StrategiesAsync() => GetAsync<IReadOnlyList<Strategy>>("api/v1/strategies");

    /// <summary>Who is signed in; null when nobody is.</summary>
    public async Task<CurrentAccount?> MeAsync()
    {
        try
        {
            return await GetAsync<CurrentAccount>("api/v1/accounts/me");
        }
        catch (ApiProblemException problem) when (problem.Status == (int)HttpStatusCode.Unauthorized)
        {
            return null;
        }
    }

    /// <summary>Signs in.</summary>
    public Task<CurrentAccount> SignInAsync(SignIn signIn) => SendAsync<CurrentAccount>(HttpMethod.Post, "api/v1/accounts/sign-in", signIn);

    /// <summary>Signs out.</summary>
    public Task SignOutAsync() => SendAsync(HttpMethod.Post, "api/v1/accounts/sign-out", null);

    /// <summary>Reads an invitation without using it up.</summary>
    public Task<Invitation> InvitationAsync(string token) => GetAsync<Invitation>("api/v1/accounts/invitations/" + Uri.EscapeDataString(token));

    /// <summary>Makes the account of an invitation and signs in.</summary>
    public Task<CurrentAccount> AcceptAsync(string token, AcceptInvitation accept) =>
        SendAsync<CurrentAccount>(HttpMethod.Post, "api/v1/accounts/invitations/" + Uri.EscapeDataString(token), accept);

    /// <summary>Invites somebody.</summary>
    public Task<CreatedInvitation> InviteAsync(CreateInvitation invitation) =>
        SendAsync<CreatedInvitation>(HttpMethod.Post, "api/v1/accounts/invitations", invitation);

    /// <summary>All accounts.</summary>
    public Task<IReadOnlyList<Account>> AccountsAsync() => GetAsync<IReadOnlyList<Account>>("api/v1/accounts");

    /// <summary>Keeps an account from signing in, or lets it again.</summary>
    public Task DisableAsync(string name, bool disabled) =>
        SendAsync(HttpMethod.Post, $"api/v1/accounts/{Uri.EscapeDataString(name)}/disabled", new DisableAccount(disabled));

    /// <summary>All keys.</summary>
    public Task<IReadOnlyList<ApiKey>> KeysAsync() => GetAsync<IReadOnlyList<ApiKey>>("api/v1/accounts/keys");

    /// <summary>Makes a key.</summary>
    public Task<CreatedKey> CreateKeyAsync(CreateKey key) => SendAsync<CreatedKey>(HttpMethod.Post, "api/v1/accounts/keys", key);

    /// <summary>Revokes a key.</summary>
    public Task RevokeKeyAsync(int id) => SendAsync(HttpMethod.Delete, $"api/v1/accounts/keys/{id}", null);

    /// <summary>Where a file of items goes.</summary>
    public static string ItemsPath(string project) => "/" + Path(project) + "/items";

    /// <summary>Reads the answer of an import, or the problem that it is.</summary>
    /// <exception cref="ApiProblemException">The import was refused or had no answer.</exception>
    public static ImportReport ReadImport(int status, string body) =>
        status is >= 200 and < 300 && Parse<ImportReport>(body) is { } report ? report : throw Problem(status, body);

    private static string Path(string project) => "api/v1/projects/" + Uri.EscapeDataString(project);

    private static string After(string? cursor) => cursor is null ? "" : "?after=" + Uri.EscapeDataString(cursor);

    private async Task<T> GetAsync<T>(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        return Parse<T>(await BodyAsync(request)) ?? throw Problem(0, "");
    }

    private async Task<T> SendAsync<T>(HttpMethod method, string path, object body)
    {
        using var request = new HttpRequestMessage(method, path) { Content = Json(body) };
        return Parse<T>(await BodyAsync(request)) ?? throw Problem(0, "");
    }

    private async Task SendAsync(HttpMethod method, string path, object? body)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : Json(body) };
        await BodyAsync(request);
    }

    private static JsonContent Json(object body) => JsonContent.Create(body, body.GetType(), null, ApiJson.Options);

    private async Task<string> BodyAsync(HttpRequestMessage request)
    {
        HttpResponseMessage answer;
        try
        {
            answer = await http.SendAsync(request);
        }
        catch (HttpRequestException)
        {
            throw Problem(0, "");
        }

        using (answer)
        {
            var body = await answer.Content.ReadAsStringAsync();
            return answer.IsSuccessStatusCode ? body : throw Problem((int)answer.StatusCode, body);
        }
    }

    private static T? Parse<T>(string body)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(body, ApiJson.Options);
        }
        catch (JsonException)
        {
            return default;
        }
    }

    private static ApiProblemException Problem(int status, string body)
    {
        var details = Parse<ProblemBody>(body);
        var fields = (details?.Errors ?? []).ToDictionary(error => error.Key, error => string.Join(" ", error.Value), StringComparer.OrdinalIgnoreCase);
        var sentence = fields.Count > 0 ? string.Join(" ", fields.Values) : details?.Detail ?? details?.Title ?? status switch
        {
            0 => "The cluster can't be reached at the moment.",
            401 => "You are not signed in any more.",
            403 => "Your account may not do this.",
            404 => "This is not here any more.",
            429 => "Too many tries. Wait a minute, then try again.",
            503 => "The cluster is busy for a moment. Try again.",
            _ => $"That did not work (status {status}).",
        };
        return new ApiProblemException(status, sentence, fields, details?.TraceId);
    }

    private sealed record ProblemBody(string? Title, string? Detail, string? TraceId, Dictionary<string, string[]>? Errors);
}
