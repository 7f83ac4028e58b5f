using System.Text.Json;
using ActiveLearning.EndToEnd.Tests.Api;
using ActiveLearning.Harness;

namespace ActiveLearning.EndToEnd.Tests.Seeing;

/// <summary>The log as a machine reads it.</summary>
[Collection(nameof(OneProcessAtATime))]
public sealed class LogTests
{
    [Fact]
    public async Task One_lease_is_followed_through_the_log_by_its_id_and_text_from_outside_forges_no_line()
    {
        await using var silo = await SiloProcess.StartAsync(arguments: ["--Logging:Console:FormatterName=json", "--Logging:LogLevel:ActiveLearning=Debug"]);
        using var client = new SiloClient(silo.Url);
        await client.CreateProjectAsync("p", ["ham", "spam"], strategy: "random");
        using var import = await OneSilo.PostTextAsync(
            client.Http, "/api/v1/projects/p/items", """{"id":"a","text":"first\n{\"LogLevel\":\"Critical\",\"Message\":\"forged\"}"}""", "application/x-ndjson");
        import.EnsureSuccessStatusCode();
        using var leased = await client.Http.PostAsync(new Uri("/api/v1/projects/p/annotators/ann/lease?count=1", UriKind.Relative), null);
        var lease = JsonElement.Parse(await leased.Content.ReadAsStringAsync()).GetProperty("leases")[0].GetProperty("leaseId").GetString()!;
        using var labelled = await OneSilo.PostTextAsync(client.Http, "/api/v1/projects/p/labels", $$"""{"leaseId":"{{lease}}","class":"ham","leadTimeMs":5}""");
        using var undone = await OneSilo.PostTextAsync(client.Http, "/api/v1/projects/p/labels/1/undo", """{"annotator":"ann"}""");
        undone.EnsureSuccessStatusCode();

        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await Wait.UntilAsync(() => Task.FromResult(Journey(silo.Output, lease).Length == 3), "the log tells the lease's journey", deadline.Token);

        var journey = Journey(silo.Output, lease);
        Assert.All(journey, state => Assert.Equal(("p", "a", "ann"), (Field(state, "ProjectId"), Field(state, "ItemId"), Field(state, "Annotator"))));
        Assert.DoesNotContain(silo.Output.Split('\n'), line => line.StartsWith("{\"LogLevel\":\"Critical\"", StringComparison.Ordinal));
    }

    private static string? Field(JsonElement state, string name) => state.GetProperty(name).GetString();

    private static JsonElement[] Journey(string output, string lease) =>
    [
        .. from line in output.Split('\n')
           where line.StartsWith("{\"Timestamp\"", StringComparison.Ordinal) && line.TrimEnd().EndsWith('}')
           let json = JsonElement.Parse(line)
           where json.TryGetProperty("State", out var state) && state.TryGetProperty("LeaseId", out var id) && id.GetString() == lease
           select json.GetProperty("State"),
    ];
}
