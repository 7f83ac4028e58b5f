using ActiveLearning.Ledger.Sqlite;
using ActiveLearning.Ledger.Tests.Support;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace ActiveLearning.Ledger.Tests.Sqlite;

public sealed class MigrationTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("ledger-tests-");

    private SqliteLedgerOptions Options => new() { DataFile = Path.Combine(folder.FullName, "deep", "ledger.db") };

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task A_new_file_gets_the_newest_schema_and_an_old_one_is_left_as_it_is()
    {
        await new SqliteLedger(Options, TimeProvider.System).DisposeAsync();
        Assert.Equal(Migrations.Newest, Pragma("user_version"));
        var before = Pragma("schema_version");

        await new SqliteLedger(Options, TimeProvider.System).DisposeAsync();

        Assert.Equal(before, Pragma("schema_version"));
    }

    [Fact]
    public async Task A_project_from_before_near_duplicate_groups_keeps_its_items_and_stays_without_groups()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Options.DataFile)!);
        using (var first = new StreamReader(typeof(SqliteLedger).Assembly.GetManifestResourceStream("sqlite-schema/0001_ledger")!))
        {
            Execute($$"""
                {{await first.ReadToEndAsync()}};
                PRAGMA application_id = 0x414C4C47; PRAGMA user_version = 1;
                INSERT INTO projects VALUES (1, 'old', 'Old', 0.1, 'auto', 1000000, 2, 5, 0);
                INSERT INTO standards VALUES (1, 1, 2, 1, '{"version":1,"classes":[{"name":"a"},{"name":"b"}],"guideline":"","overlap":1}', 0);
                INSERT INTO project_counters (project, next_ordinal, pool_items) VALUES (1, 1, 1);
                INSERT INTO items (project, ordinal, id, split, pool_partition, walk_rank, content_hash, overlap) VALUES (1, 0, 'i0', 0, 0, 9, zeroblob(16), 1);
                INSERT INTO item_contents VALUES (1, 0, 'text', '{}');
                """);
        }

        await using var ledger = new SqliteLedger(Options, TimeProvider.System);

        var project = (await ledger.Projects.FindAsync("old", default))!;
        Assert.False(project.NearDuplicates);
        var item = (await ledger.Items.ReadAsync(project.Key, 0, default))!;
        Assert.Equal(("text", null, 0), (item.Text, item.State.Representative, item.State.Represented));
        var checks = await new Verification.LedgerVerifier(ledger, TimeProvider.System).VerifyAsync(project.Key, default);
        Assert.All(checks, check => Assert.True(check.Holds, $"{check.Name}: {check.Detail}"));
    }

    [Fact]
    public async Task A_newer_schema_is_refused_and_not_touched()
    {
        await new SqliteLedger(Options, TimeProvider.System).DisposeAsync();
        Execute($"PRAGMA user_version = {Migrations.Newest + 1}");

        var refusal = Assert.Throws<InvalidOperationException>(() => new SqliteLedger(Options, TimeProvider.System));

        Assert.Contains("newer version", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(Migrations.Newest + 1, Pragma("user_version"));
    }

    [Fact]
    public void Another_programs_database_is_refused()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Options.DataFile)!);
        Execute("CREATE TABLE bookmarks (url TEXT)");

        var refusal = Assert.Throws<InvalidOperationException>(() => new SqliteLedger(Options, TimeProvider.System));

        Assert.Contains("another program", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_place_that_cannot_hold_a_file_is_unavailable()
    {
        File.WriteAllText(Path.Combine(folder.FullName, "deep"), "a file where the folder should be");

        Assert.Throws<LedgerUnavailableException>(() => new SqliteLedger(Options, TimeProvider.System));
    }

    [Fact]
    public void A_file_that_is_no_database_is_unavailable()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Options.DataFile)!);
        File.WriteAllText(Options.DataFile, new string('?', 10_000));

        Assert.Throws<LedgerUnavailableException>(() => new SqliteLedger(Options, TimeProvider.System));
    }

    [Fact]
    public async Task A_host_opens_one_ledger_and_closes_it_with_itself()
    {
        var services = new ServiceCollection().AddLogging().AddSqliteLedger(options => options.DataFile = Options.DataFile).BuildServiceProvider();
        var ledger = services.GetRequiredService<ILedger>();
        Assert.Same(ledger, services.GetRequiredService<SqliteLedger>());
        await ledger.Projects.CreateAsync(Samples.Project(), default);

        await services.DisposeAsync();

        await Assert.ThrowsAsync<LedgerUnavailableException>(() => ledger.Projects.CreateAsync(Samples.Project("p2"), default));
        Assert.False(File.Exists(Options.DataFile + "-wal"));
    }

    private long Pragma(string name)
    {
        using var connection = Open();
        using var command = connection.CreateCommand();
        command.CommandText = $"PRAGMA {name}";
        return (long)command.ExecuteScalar()!;
    }

    private void Execute(string sql)
    {
        using var connection = Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private SqliteConnection Open()
    {
        var connection = new SqliteConnection($"Data Source={Options.DataFile};Pooling=False");
        connection.Open();
        return connection;
    }
}
