using System.Net.Http.Json;
using ActiveLearning.Contracts.Api;
using ActiveLearning.Harness;

namespace ActiveLearning.EndToEnd.Tests.Commands;

/// <summary>Backups that are made while people label, and silos that go on from them, as docs/operations.md describes both.</summary>
[Collection(nameof(OneProcessAtATime))]
public sealed class BackupTests
{
    private const int Items = 3_000;
    private const int People = 4;

    [Fact]
    public async Task A_copy_made_while_people_label_holds_all_that_was_acknowledged_before_and_a_silo_goes_on_from_it()
    {
        var folder = Directory.CreateTempSubdirectory("al-backup-");
        var copy = Path.Combine(folder.FullName, "kept", "monday");
        await using var silo = await SiloProcess.StartAsync();
        using var client = new SiloClient(silo.Url);
        var madeKey = await FillAsync(client);
        await using var crowd = new LabellingByHttp(client, People);
        await crowd.UntilAsync(100);

        var before = crowd.Acknowledged.Keys.ToArray();
        var (exitCode, told) = await OperatorCommand.RunAsync("backup", "--data", silo.DataFolder, "--to", copy);
        await crowd.UntilAsync(crowd.Acknowledged.Count + 20);
        await crowd.EndAsync();
        var (again, refusal) = await OperatorCommand.RunAsync("backup", "--data", silo.DataFolder, "--to", copy);
        var late = (await LabellingByHttp.LeaseAsync(client, "late"))!;
        await silo.KillAsync();

        Assert.True(exitCode == 0, told);
        Assert.Contains("every promise holds", told, StringComparison.Ordinal);
        Assert.Equal(2, again);
        Assert.Contains("nothing is overwritten", refusal, StringComparison.Ordinal);
        Assert.Equal(["grains.db", "identity.db", "ledger.db"], Directory.GetFiles(copy).Select(Path.GetFileName).Order());
        Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(copy) == (UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute));
        await using (var restored = await SiloProcess.StartAsync(copy))
        {
            using var there = new SiloClient(restored.Url);
            await AssertGoesOnAsync(there, before, crowd, late, madeKey);
        }

        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_dump_of_PostgreSQL_made_while_people_label_restores_into_another_database_where_a_silo_goes_on()
    {
        using var server = new PostgresServer();
        var connection = await server.CreateDatabaseAsync();
        await using var silo = await SiloProcess.StartAsync(arguments: Cluster(connection));
        using var client = new SiloClient(silo.Url);
        var madeKey = await FillAsync(client);
        await using var crowd = new LabellingByHttp(client, People);
        await crowd.UntilAsync(100);

        var before = crowd.Acknowledged.Keys.ToArray();
        var dump = server.Dump(connection);
        await crowd.UntilAsync(crowd.Acknowledged.Count + 20);
        await crowd.EndAsync();
        var late = (await LabellingByHttp.LeaseAsync(client, "late"))!;
        await silo.KillAsync();
        var other = await server.CreateDatabaseAsync();
        server.Restore(dump, other);
        var (refused, pointer) = await OperatorCommand.RunAsync(["backup", "--to", dump + ".folder", .. Cluster(other)]);
        var (exitCode, told) = await OperatorCommand.RunAsync(["verify", .. Cluster(other)]);

        Assert.Equal(2, refused);
        Assert.Contains("pg_dump", pointer, StringComparison.Ordinal);
        Assert.True(exitCode == 0, told);
        await using var restored = await SiloProcess.StartAsync(arguments: Cluster(other));
        using var there = new SiloClient(restored.Url);
        await AssertGoesOnAsync(there, before, crowd, late, madeKey);
    }

    [Fact]
    public async Task Damaged_pages_and_a_missing_ledger_leave_no_copy()
    {
        var folder = Directory.CreateTempSubdirectory("al-backup-");
        var (data, copy) = (Path.Combine(folder.FullName, "data"), Path.Combine(folder.FullName, "copy"));
        await using (var silo = await SiloProcess.StartAsync(Directory.CreateDirectory(data).FullName))
        {
            using var client = new SiloClient(silo.Url);
            await FillAsync(client);
            Assert.Equal(0, await silo.StopAsync(TimeSpan.FromSeconds(30)));
        }

        await using (var damaged = new FileStream(Path.Combine(data, "ledger.db"), FileMode.Open))
        {
            damaged.Position = damaged.Length / 2 / 4_096 * 4_096;
            await damaged.WriteAsync(Enumerable.Repeat((byte)0x5A, 16 * 4_096).ToArray());
        }

        var (broken, told) = await OperatorCommand.RunAsync("backup", "--data", data, "--to", copy);
        var kept = Path.Exists(copy);
        File.Delete(Path.Combine(data, "ledger.db"));
        var (missing, _) = await OperatorCommand.RunAsync("backup", "--data", data, "--to", copy);
        var (unnamed, _) = await OperatorCommand.RunAsync("backup", "--data", data);

        Assert.True(broken is 1 or 2, told);
        Assert.False(kept);
        Assert.Equal((2, 2), (missing, unnamed));
        Assert.False(Path.Exists(copy));
        folder.Delete(recursive: true);
    }

    private static string[] Cluster(string connection) =>
        ["--Ledger:Provider=postgresql", $"--Ledger:ConnectionString={connection}", "--Cluster:Membership=postgresql", "--Cluster:SiloPort=0"];

    /// <summary>A project with another strategy than it was made with, items, and a key.</summary>
    private static async Task<string> FillAsync(SiloClient client)
    {
        await client.CreateProjectAsync("p", ["ham", "spam"], strategy: "margin");
        using var changed = await client.Http.PatchAsJsonAsync("/api/v1/projects/p", new { strategy = "random" });
        changed.EnsureSuccessStatusCode();
        await client.ImportAsync("p", new LabelledTexts("p", ["ham", "spam"], [.. Enumerable.Range(0, Items).Select(i => new LabelledText($"i{i}", $"text number {i} of this pool", "ham"))], []));
        using var made = await client.Http.PostAsJsonAsync("/api/v1/accounts/keys", new CreateKey("kept", Roles.Owner, null));
        return (await made.Content.ReadFromJsonAsync<CreatedKey>(SiloClient.Json))!.Secret;
    }

    private static async Task AssertGoesOnAsync(SiloClient there, string[] before, LabellingByHttp crowd, LeaseView late, string madeKey)
    {
        var stored = (await there.ExportAsync("p")).SelectMany(i => i.Labels).ToDictionary(l => l.LabelId, l => l.LeaseId);
        Assert.All(before, label => Assert.Equal(crowd.Acknowledged[label], stored[label]));

        // The grant came after the copy, which therefore does not know it: its answer counts for nobody.
        Assert.Equal("leaseUnknown", (await LabellingByHttp.SubmitAsync(there, late.LeaseId, "spam")).Outcome);

        // Accounts and settings are there too.
        using (var owner = new SiloClient(there.Http.BaseAddress!, madeKey))
        {
            Assert.Equal(Items, (await owner.StatusAsync("p")).Items.Total);
            Assert.Contains("\"random\"", await owner.Http.GetStringAsync("/api/v1/projects/p"), StringComparison.Ordinal);
        }

        await using var next = new LabellingByHttp(there, People);
        await next.UntilAsync(20);
        await next.EndAsync();
        Assert.All(next.Acknowledged.Keys, label => Assert.DoesNotContain(label, before));
    }
}
