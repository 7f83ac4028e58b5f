using System.Net;
using System.Net.Http.Json;
using ActiveLearning.Contracts.Api;
using ActiveLearning.Contracts.Hubs;
using ActiveLearning.Harness;
using ActiveLearning.Ledger.Sqlite;
using ActiveLearning.Ledger.Verification;

namespace ActiveLearning.Faults.Tests;

/// <summary>The disk under a lone silo's files is full.</summary>
[Collection(nameof(OwnProcesses))]
public sealed class FullDiskTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    [MountFact]
    public async Task A_full_disk_refuses_labels_loses_none_and_serves_again_when_there_is_room()
    {
        var texts = LabelledThroughout.Texts;
        var truth = texts.Truth();
        var acknowledged = new Dictionary<string, AcknowledgedLabel>();
        using var disk = SmallDisk.Mount(megabytes: 64);
        await using (var silo = await SiloProcess.StartAsync(disk.Folder))
        {
            using var client = new SiloClient(silo.Url);
            await client.CreateProjectAsync("full", texts.Classes);
            await client.ImportAsync("full", texts);
            Assert.Null(await LabelAsync(client, truth, acknowledged));
            using var deadline = new CancellationTokenSource(Deadline);

            disk.Fill();
            HttpResponseMessage? refused = null;
            await Wait.UntilAsync(async () => (refused = await LabelAsync(client, truth, acknowledged)) is not null, "a label or lease is refused", deadline.Token);
            var problem = await refused!.Content.ReadAsStringAsync();

            disk.MakeRoom();
            await Wait.UntilAsync(async () => await LabelAsync(client, truth, acknowledged) is null, "labels are stored again", deadline.Token);

            Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
            Assert.Equal("application/problem+json", refused.Content.Headers.ContentType?.MediaType);
            Assert.NotNull(refused.Headers.RetryAfter);
            Assert.Contains("Trying the same again is safe", problem, StringComparison.Ordinal);
            refused.Dispose();
            Assert.Equal(0, await silo.StopAsync(TimeSpan.FromSeconds(15)));
        }

        await using var ledger = new SqliteLedger(new SqliteLedgerOptions { DataFile = Path.Combine(disk.Folder, "ledger.db") }, TimeProvider.System);
        var project = (await ledger.Projects.FindAsync("full", CancellationToken.None))!;
        Assert.All(await new LedgerVerifier(ledger, TimeProvider.System).VerifyAsync(project.Key, CancellationToken.None), check => Assert.True(check.Holds, $"{check.Name}: {check.Detail}"));
        var stored = await ledger.Labels.ReadLabelsAsync(project.Key, 0, int.MaxValue, CancellationToken.None);
        Assert.Equal(acknowledged.Count, stored.Count);
    }

    /// <summary>Leases and labels one item.</summary>
    /// <returns>The refusal, if there was one.</returns>
    private static async Task<HttpResponseMessage?> LabelAsync(SiloClient client, Dictionary<string, string> truth, Dictionary<string, AcknowledgedLabel> acknowledged)
    {
        var leased = await client.Http.PostAsync("/api/v1/projects/full/annotators/ann/lease?count=1", null);
        if (!leased.IsSuccessStatusCode)
        {
            return leased;
        }

        var lease = (await leased.Content.ReadFromJsonAsync<LeaseList>(SiloClient.Json))!.Leases[0];
        var answered = await client.Http.PostAsJsonAsync("/api/v1/projects/full/labels", new SubmitLabel(lease.LeaseId, truth[lease.ItemId], 500), SiloClient.Json);
        if (!answered.IsSuccessStatusCode)
        {
            return answered;
        }

        var reply = (await answered.Content.ReadFromJsonAsync<SubmitReply>(SiloClient.Json))!;
        acknowledged[reply.LabelId!] = new AcknowledgedLabel(lease.LeaseId, lease.ItemId, "ann", truth[lease.ItemId]);
        return null;
    }
}
