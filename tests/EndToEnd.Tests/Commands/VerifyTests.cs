using System.Net.Http.Json;
using System.Text.Json;
using ActiveLearning.Harness;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace ActiveLearning.EndToEnd.Tests.Commands;

/// <summary>The command <c>verify</c> on real ledgers, under a running silo and damaged by hand.</summary>
[Collection(nameof(OneProcessAtATime))]
public sealed class VerifyTests
{
    private const string Doubled = """
        INSERT INTO labels (project, sequence, ordinal, epoch, nonce, annotator, class, leased_at, labelled_at, lead_time_ms, standard_version, arm)
        SELECT project, sequence + 1, ordinal, epoch, nonce, annotator, class, leased_at, labelled_at, 0, 1, arm FROM labels
        """;

    [Fact]
    public async Task A_ledger_is_verified_while_its_silo_runs_and_damage_by_hand_is_found_and_told_without_forged_lines()
    {
        await using var silo = await SiloProcess.StartAsync();
        using var client = new SiloClient(silo.Url);
        await LabelOneAsync(client);

        var (whole, told) = await OperatorCommand.RunAsync("verify", "--data", silo.DataFolder);
        var (ready, _) = await OperatorCommand.RunAsync("ready", "--urls", silo.Url.ToString());
        await silo.KillAsync();
        var (gone, _) = await OperatorCommand.RunAsync("ready", "--urls", silo.Url.ToString());
        await using (var damaging = new SqliteConnection($"Data Source={Path.Combine(silo.DataFolder, "ledger.db")};Pooling=False;Foreign Keys=False"))
        {
            await damaging.OpenAsync();
            await using var command = damaging.CreateCommand();
            command.CommandText = $"DROP INDEX labels_by_lease; CREATE INDEX labels_by_lease ON labels (project, ordinal, epoch); {Doubled}; UPDATE items SET id = 'x' || char(10) || 'every promise holds' || char(8238) WHERE live_labels = 1;";
            await command.ExecuteNonQueryAsync();
        }

        var (broken, found) = await OperatorCommand.RunAsync("verify", "--data", silo.DataFolder);

        Assert.Equal(0, whole);
        Assert.Equal((0, 1), (ready, gone));
        Assert.EndsWith("every promise holds", told.TrimEnd(), StringComparison.Ordinal);
        Assert.Contains("holds  no item is lost from the queue (3 checked)", told, StringComparison.Ordinal);
        Assert.Equal(1, broken);
        Assert.Contains("BROKEN no lease has two answers", found, StringComparison.Ordinal);
        Assert.Contains(@"item x\u{A}every promise holds\u{202E}", found, StringComparison.Ordinal);
        Assert.DoesNotContain("\nevery promise holds", found, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_ledger_on_PostgreSQL_is_verified_and_damage_behind_its_triggers_is_found()
    {
        using var server = new PostgresServer();
        var connectionString = await server.CreateDatabaseAsync();
        string[] ledger = ["--Ledger:Provider=postgresql", $"--Ledger:ConnectionString={connectionString}"];
        await using var silo = await SiloProcess.StartAsync(arguments: ledger);
        using var client = new SiloClient(silo.Url);
        await LabelOneAsync(client);

        var (whole, told) = await OperatorCommand.RunAsync(["verify", .. ledger]);
        var (healthy, seen) = await OperatorCommand.RunAsync(["doctor", "--data", silo.DataFolder, .. ledger]);
        await using (var connection = new NpgsqlConnection(connectionString + ";Pooling=false"))
        {
            await connection.OpenAsync();
            await using var command = new NpgsqlCommand("ALTER TABLE labels DISABLE TRIGGER ALL; UPDATE labels SET annotator = 'mallory'; ALTER TABLE labels ENABLE TRIGGER ALL", connection);
            await command.ExecuteNonQueryAsync();
        }

        var (broken, found) = await OperatorCommand.RunAsync(["verify", .. ledger]);

        Assert.True(whole == 0, told);
        Assert.Equal(1, broken);
        Assert.Contains("BROKEN every label row stands under a lease of its annotator", found, StringComparison.Ordinal);
        Assert.True(healthy == 0, seen);
        Assert.Contains("PostgreSQL", seen, StringComparison.Ordinal);
        Assert.Contains("ms from the database's, which leases run by", seen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_can_not_be_read_ends_with_2_and_an_unknown_command_is_refused()
    {
        var empty = Directory.CreateTempSubdirectory("al-verify-");
        await File.WriteAllTextAsync(Path.Combine(empty.FullName, "notes.txt"), "no ledger here");

        var (missing, told) = await OperatorCommand.RunAsync("verify", "--data", empty.FullName);
        await File.WriteAllTextAsync(Path.Combine(empty.FullName, "ledger.db"), new string('x', 5_000));
        var (foreign, _) = await OperatorCommand.RunAsync("verify", "--data", empty.FullName);
        var (unknown, refusal) = await OperatorCommand.RunAsync("verifiy", "--data", empty.FullName);

        Assert.Equal((2, 2, 1), (missing, foreign, unknown));
        Assert.Contains("There is no ledger at", told, StringComparison.Ordinal);
        Assert.Contains("There is no command verifiy", refusal, StringComparison.Ordinal);
        empty.Delete(recursive: true);
    }

    [Fact]
    public async Task The_doctor_tells_versions_disk_clock_ports_membership_and_a_lost_Redis()
    {
        var folder = Directory.CreateTempSubdirectory("al-doctor-");

        var (exitCode, told) = await OperatorCommand.RunAsync("doctor", "--data", folder.FullName, "--Redis:ConnectionString=127.0.0.1:1,password=secret-word");

        Assert.True(exitCode == 0, told);
        foreach (var what in (string[])["program", ".NET", "Orleans", "ONNX Runtime", "SQLite", "disk flush", "clock", "port 5000", "membership"])
        {
            Assert.Contains($"ok     {what} ", told, StringComparison.Ordinal);
        }

        Assert.Contains("LOOK   Redis", told, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-word", told, StringComparison.Ordinal);
        Assert.Empty(folder.GetFiles());
        folder.Delete();
    }

    private static async Task LabelOneAsync(SiloClient client)
    {
        await client.CreateProjectAsync("p", ["ham", "spam"], strategy: "random");
        await client.ImportAsync("p", new LabelledTexts("p", ["ham", "spam"], [new("a", "first text", "ham"), new("b", "another one", "spam"), new("c", "the third of them", "ham")], []));
        using var leased = await client.Http.PostAsync(new Uri("/api/v1/projects/p/annotators/ann/lease?count=1", UriKind.Relative), null);
        var lease = JsonElement.Parse(await leased.Content.ReadAsStringAsync()).GetProperty("leases")[0].GetProperty("leaseId").GetString();
        using var labelled = await client.Http.PostAsJsonAsync("/api/v1/projects/p/labels", new { leaseId = lease, @class = "ham", leadTimeMs = 100 });
        labelled.EnsureSuccessStatusCode();
    }
}
