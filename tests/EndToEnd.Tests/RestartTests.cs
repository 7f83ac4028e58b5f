using System.Collections.Concurrent;
using System.Net.Http.Json;
using ActiveLearning.Contracts.Api;
using ActiveLearning.Harness;
using Microsoft.Data.Sqlite;

namespace ActiveLearning.EndToEnd.Tests;

/// <summary>The process dies by SIGKILL in the middle of labelling.</summary>
[Collection(nameof(OneProcessAtATime))]
public sealed class RestartTests
{
    private const int People = 8;

    [Fact]
    public async Task Every_acknowledged_label_is_there_after_SIGKILL_and_a_retry_gets_the_same_answer()
    {
        var texts = LabelledTexts.Load("sms_spam") with { Test = [] };
        var truth = texts.Truth();
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        await using var silo = await SiloProcess.StartAsync();
        using var client = new SiloClient(silo.Url);
        await client.CreateProjectAsync("p", texts.Classes);
        await client.ImportAsync("p", texts with { Pool = [.. texts.Pool.Take(2_000)] });

        var acknowledged = new ConcurrentDictionary<string, (string LeaseId, string Item, string Class)>();
        using var killed = new CancellationTokenSource();
        var crowd = Enumerable.Range(0, People).Select(i => LabelAsync(client, $"a{i}", truth, acknowledged, killed.Token)).ToArray();
        await Wait.UntilAsync(() => Task.FromResult(acknowledged.Count >= 200), "200 labels are acknowledged", deadline.Token);
        await silo.KillAsync();
        await killed.CancelAsync();
        await Task.WhenAll(crowd);
        await silo.StartAgainAsync();

        var stored = (await client.ExportAsync("p")).SelectMany(i => i.Labels.Select(l => (l.LabelId, Value: (l.LeaseId, i.Id, l.Class)))).ToDictionary(l => l.LabelId, l => l.Value);
        foreach (var (labelId, label) in acknowledged)
        {
            Assert.Equal((label.LeaseId, label.Item, label.Class), stored[labelId]);
        }

        var (id, first) = acknowledged.First();
        using var retry = await client.Http.PostAsJsonAsync("/api/v1/projects/p/labels", new SubmitLabel(first.LeaseId, first.Class, 10), SiloClient.Json);
        Assert.Contains($"\"{id}\"", await retry.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        await Wait.UntilAsync(async () => (await client.StatusAsync("p")).Champion is not null, "the model serves again", deadline.Token);
        Assert.Equal(0, await silo.StopAsync(TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public async Task What_is_handed_out_first_after_a_restart_was_ranked_by_the_model_that_served_before()
    {
        var texts = LabelledTexts.Load("sms_spam") with { Test = [] };
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        await using var silo = await SiloProcess.StartAsync();
        using var client = new SiloClient(silo.Url);
        await client.CreateProjectAsync("p", texts.Classes);
        await client.ImportAsync("p", texts);
        await Wait.UntilAsync(async () => (await client.StatusAsync("p")) is { } status && status.Encoded == texts.Pool.Count, "everything is encoded", deadline.Token);
        var acknowledged = new ConcurrentDictionary<string, (string LeaseId, string Item, string Class)>();
        using var enough = new CancellationTokenSource();
        var crowd = Enumerable.Range(0, People).Select(i => LabelAsync(client, $"a{i}", texts.Truth(), acknowledged, enough.Token)).ToArray();
        await Wait.UntilAsync(() => Task.FromResult(acknowledged.Count >= 100), "100 labels are acknowledged", deadline.Token);
        await enough.CancelAsync();
        await Task.WhenAll(crowd);
        await Wait.UntilAsync(async () => (await client.StatusAsync("p")).Champion is not null, "a model serves", deadline.Token);
        await silo.KillAsync();
        await silo.StartAgainAsync();

        var began = TimeProvider.System.GetUtcNow();
        foreach (var annotator in new[] { "b0", "b1", "b2" })
        {
            using var leased = await client.Http.PostAsync(new Uri($"/api/v1/projects/p/annotators/{annotator}/lease?count=20", UriKind.Relative), null, deadline.Token);
            Assert.Equal(20, (await leased.Content.ReadFromJsonAsync<LeaseList>(SiloClient.Json, deadline.Token))!.Leases.Count);
        }

        await silo.StopAsync(TimeSpan.FromSeconds(10));
        await using var ledger = new SqliteConnection($"Data Source={Path.Combine(silo.DataFolder, "ledger.db")};Pooling=False;Mode=ReadOnly");
        await ledger.OpenAsync(deadline.Token);
        await using var command = ledger.CreateCommand();
        command.CommandText = "SELECT COUNT(*), COUNT(model_version) FROM leases WHERE leased_at >= $began";
        command.Parameters.AddWithValue("$began", (began - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond);
        await using var row = await command.ExecuteReaderAsync(deadline.Token);
        Assert.True(await row.ReadAsync(deadline.Token));
        Assert.Equal((60, 60), (row.GetInt32(0), row.GetInt32(1)));
    }

    private static async Task LabelAsync(
        SiloClient client,
        string annotator,
        Dictionary<string, string> truth,
        ConcurrentDictionary<string, (string LeaseId, string Item, string Class)> acknowledged,
        CancellationToken killed)
    {
        try
        {
            while (!killed.IsCancellationRequested)
            {
                using var leased = await client.Http.PostAsync(new Uri($"/api/v1/projects/p/annotators/{annotator}/lease?count=1", UriKind.Relative), null, killed);
                var lease = (await leased.Content.ReadFromJsonAsync<LeaseList>(SiloClient.Json, killed))!.Leases[0];
                var answer = new SubmitLabel(lease.LeaseId, truth[lease.ItemId], 10);
                using var submitted = await client.Http.PostAsJsonAsync("/api/v1/projects/p/labels", answer, SiloClient.Json, killed);
                var reply = await submitted.Content.ReadFromJsonAsync<Contracts.Hubs.SubmitReply>(SiloClient.Json, killed);
                Assert.Equal("accepted", reply!.Outcome);
                Assert.True(acknowledged.TryAdd(reply.LabelId!, (lease.LeaseId, lease.ItemId, answer.Class!)));
            }
        }
        catch (Exception cut) when (cut is HttpRequestException or OperationCanceledException or IOException)
        {
            // The process died under this annotator; what was acknowledged before counts.
        }
    }
}
