using System.Net;
using System.Text.RegularExpressions;
using ActiveLearning.Harness;
using Microsoft.Data.Sqlite;

namespace ActiveLearning.EndToEnd.Tests.Api;

/// <summary>Starting, ending, and what happens when the store can't serve.</summary>
[Collection(nameof(OneProcessAtATime))]
public sealed partial class ProcessTests
{
    private const string Project = """{"id":"p","classes":[{"name":"a"},{"name":"b"}]}""";

    [Fact]
    public async Task The_first_start_shows_an_admin_key_once_and_it_stays_good_and_Ctrl_C_ends_with_0()
    {
        await using var silo = await SiloProcess.StartAsync(environment: new() { ["ACTIVELEARNING_ADMIN_KEY"] = "" });
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await Wait.UntilAsync(() => Task.FromResult(AdminKey().IsMatch(silo.Output)), "the key is printed", deadline.Token);
        var key = AdminKey().Match(silo.Output).Groups[1].Value;
        Assert.Matches("/invite/[A-Za-z0-9_-]{43}", silo.Output);
        using var admin = new SiloClient(silo.Url, key);
        await admin.CreateProjectAsync("p", ["a", "b"]);
        await using var screen = await Hubs.Screen.JoinAsync(silo.Url, "p", "ann", key);

        Assert.Equal(0, await silo.StopAsync(TimeSpan.FromSeconds(10)));
        var printed = silo.Output.Length;
        await silo.StartAgainAsync();

        Assert.DoesNotContain("admin key", silo.Output[printed..], StringComparison.Ordinal);
        Assert.Equal(0, (await admin.StatusAsync("p")).Labels);
    }

    [Fact]
    public async Task A_second_process_on_a_folder_in_use_and_a_short_admin_key_are_refused_with_a_sentence()
    {
        await using var silo = await SiloProcess.StartAsync();
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(90));

        var (secondCode, second) = await RefusedStart.RunAsync(silo.DataFolder, SiloProcess.AdminKey, deadline.Token);
        var free = Directory.CreateTempSubdirectory("al-refused-");
        var (shortCode, shortKey) = await RefusedStart.RunAsync(free.FullName, new string('k', 31), deadline.Token);
        free.Delete(recursive: true);

        Assert.NotEqual(0, secondCode);
        Assert.Contains("is in use by another process", second, StringComparison.Ordinal);
        Assert.Contains(silo.DataFolder, second, StringComparison.Ordinal);
        Assert.NotEqual(0, shortCode);
        Assert.Contains("ACTIVELEARNING_ADMIN_KEY must have 32 characters or more", shortKey, StringComparison.Ordinal);
        Assert.All([second, shortKey], e => Assert.Single(e.Trim().Split('\n')));
        using var client = new SiloClient(silo.Url);
        await client.CreateProjectAsync("p", ["a", "b"]);
    }

    [Fact]
    public async Task A_store_that_can_not_be_written_is_503_with_Retry_After_and_the_same_call_passes_later()
    {
        await using var silo = await SiloProcess.StartAsync();
        using var client = new SiloClient(silo.Url);
        await using var other = new SqliteConnection($"Data Source={Path.Combine(silo.DataFolder, "ledger.db")};Pooling=False");
        await other.OpenAsync();
        await using (var locking = await other.BeginTransactionAsync(System.Data.IsolationLevel.Serializable))
        {
            await using var write = other.CreateCommand();
            write.Transaction = (SqliteTransaction)locking;
            write.CommandText = "CREATE TABLE in_the_way (x); DROP TABLE in_the_way;";
            await write.ExecuteNonQueryAsync();

            using var refused = await OneSilo.PostTextAsync(client.Http, "/api/v1/projects", Project);
            Assert.NotNull(refused.Headers.RetryAfter?.Delta);
            await OneSilo.ProblemAsync(refused, HttpStatusCode.ServiceUnavailable);
            await locking.RollbackAsync();
        }

        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await Wait.UntilAsync(
            async () =>
            {
                using var passed = await OneSilo.PostTextAsync(client.Http, "/api/v1/projects", Project);
                return passed.IsSuccessStatusCode;
            },
            "the same call passes",
            deadline.Token);
    }

    [GeneratedRegex("admin key, shown once +([A-Za-z0-9_-]{43})")]
    private static partial Regex AdminKey();
}
