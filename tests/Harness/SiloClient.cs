using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using ActiveLearning.Contracts.Api;

namespace ActiveLearning.Harness;

/// <summary>Calls the HTTP API as a script does.</summary>
public sealed class SiloClient : IDisposable
{
    /// <summary>JSON as the API speaks it.</summary>
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) } };

    public SiloClient(Uri url, string? key = SiloProcess.AdminKey)
    {
        Http = new HttpClient { BaseAddress = url, Timeout = TimeSpan.FromSeconds(120) };
        if (key is not null)
        {
            Http.DefaultRequestHeaders.Add("X-Api-Key", key);
        }
    }

    public HttpClient Http { get; }

    public async Task CreateProjectAsync(string id, IEnumerable<string> classes, string strategy = "auto", double controlArmShare = 0.1, int overlap = 1, int leaseSeconds = 300, bool nearDuplicates = true)
    {
        var body = new { id, classes = classes.Select(name => new { name }), strategy, controlArmShare, overlap, leaseSeconds, nearDuplicates };
        using var answer = await Http.PostAsJsonAsync("/api/v1/projects", body);
        await EnsureAsync(answer);
    }

    public async Task<ImportReport> ImportAsync(string project, LabelledTexts texts)
    {
        var body = new StringBuilder();
        foreach (var text in texts.Pool)
        {
            body.AppendLine(JsonSerializer.Serialize(new { id = text.Id, text = text.Text }));
        }

        foreach (var text in texts.Test)
        {
            body.AppendLine(JsonSerializer.Serialize(new { id = text.Id, text = text.Text, split = "test", gold = text.Label }));
        }

        using var content = new StringContent(body.ToString(), Encoding.UTF8, "application/x-ndjson");
        using var answer = await Http.PostAsync($"/api/v1/projects/{project}/items", content);
        await EnsureAsync(answer);
        return (await answer.Content.ReadFromJsonAsync<ImportReport>(Json))!;
    }

    public async Task<ProjectStatus> StatusAsync(string project) => (await Http.GetFromJsonAsync<ProjectStatus>($"/api/v1/projects/{project}/status", Json))!;

    public async Task<IReadOnlyList<ModelVersion>> ModelsAsync(string project) =>
        (await Http.GetFromJsonAsync<ModelVersion[]>($"/api/v1/projects/{project}/models", Json))!;

    public async Task<IReadOnlyList<ExportedItem>> ExportAsync(string project)
    {
        var items = new List<ExportedItem>();
        using var reader = new StreamReader(await Http.GetStreamAsync($"/api/v1/projects/{project}/export"));
        while (await reader.ReadLineAsync() is { } line)
        {
            items.Add(JsonSerializer.Deserialize<ExportedItem>(line, Json)!);
        }

        return items;
    }

    public void Dispose() => Http.Dispose();

    private static async Task EnsureAsync(HttpResponseMessage answer)
    {
        if (!answer.IsSuccessStatusCode)
        {
            throw new HttpRequestException($"{answer.RequestMessage!.Method} {answer.RequestMessage.RequestUri}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
        }
    }
}
