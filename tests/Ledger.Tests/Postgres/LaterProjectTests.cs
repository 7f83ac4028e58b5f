using ActiveLearning.Contracts;
using ActiveLearning.Harness;
using ActiveLearning.Ledger.Items;
using ActiveLearning.Ledger.Postgres;
using ActiveLearning.Ledger.Tests.Support;
using Npgsql;

namespace ActiveLearning.Ledger.Tests.Postgres;

/// <summary>A project that came after the server had gathered its statistics: the planner has never heard of it.</summary>
[Collection(PostgresTests.Name)]
public sealed class LaterProjectTests(PostgresServer server) : IAsyncLifetime
{
    private const int Items = 6_000;

    // Reads that join each item with all texts of the project take minutes in all.
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private PostgresLedgerOptions options = null!;

    public async Task InitializeAsync() => options = new PostgresLedgerOptions { ConnectionString = await server.CreateDatabaseAsync(), Readers = 4 };

    public Task DisposeAsync() => server.DropDatabaseAsync(options.ConnectionString);

    [Fact]
    public async Task Items_of_a_later_project_are_looked_up_one_by_one()
    {
        await using var ledger = new PostgresLedger(options);
        await CreateAsync(ledger, "early");
        await AnalyseAsync();
        var later = await CreateAsync(ledger, "later");

        await ReadAllWaysAsync(ledger, later).WaitAsync(Deadline);
    }

    [Fact]
    public async Task A_slice_of_an_import_reads_what_it_meets_and_not_the_whole_project()
    {
        int project;
        await using (var ledger = new PostgresLedger(options))
        {
            project = await CreateAsync(ledger, "large");
        }

        await AnalyseAsync();

        // A session tells what it did when it ends.
        var (searches, rows) = await ReadSoFarAsync();
        var exact = Samples.Items(IItemLedger.MaximumSlice, from: Items).Select(item => item with { TextKey = (UInt128)7 }).ToArray();
        await using (var ledger = new PostgresLedger(options))
        {
            await ledger.Items.ImportAsync(project, exact, default);
            await ledger.Items.ImportAsync(project, [.. exact.Select(item => item with { Id = item.Id + "-again" })], default);
        }

        var after = (Searches: 0L, Rows: 0L);
        using var deadline = new CancellationTokenSource(Deadline);
        await Wait.UntilAsync(
            async () => (after = await ReadSoFarAsync()).Searches >= searches + (2 * IItemLedger.MaximumSlice), "the session has told what it did", deadline.Token);
        Assert.InRange(after.Rows - rows, IItemLedger.MaximumSlice, 8 * IItemLedger.MaximumSlice);
    }

    /// <summary>How often an index of the items was searched, and how many of their rows were read by any way.</summary>
    private async Task<(long Searches, long Rows)> ReadSoFarAsync()
    {
        await using var connection = new NpgsqlConnection(options.ConnectionString);
        await connection.OpenAsync();
        await using var read = new NpgsqlCommand("SELECT idx_scan, seq_tup_read + idx_tup_fetch FROM pg_stat_user_tables WHERE relname = 'items'", connection);
        await using var row = await read.ExecuteReaderAsync();
        await row.ReadAsync();
        return (row.GetInt64(0), row.GetInt64(1));
    }

    private static async Task ReadAllWaysAsync(PostgresLedger ledger, int project)
    {
        var some = Enumerable.Range(1, 300).Select(i => i * 17).ToArray();
        foreach (var ordinal in some.Take(20))
        {
            Assert.Equal($"text number {ordinal}", (await ledger.Items.ReadAsync(project, ordinal, default))!.Text);
        }

        Assert.Equal(some.Length, (await ledger.Items.ReadTextsAsync(project, some, default)).Count);
        Assert.Equal(some.Length, (await ledger.Items.ReadStatesAsync(project, some, default)).Count);
        Assert.Equal(some.Length, (await ledger.Items.ReadAttributesAsync(project, some, default)).Count);
        Assert.Equal(Items, await ledger.Items.ReadAllAsync(project, default).CountAsync());
        Assert.Equal(Items / 10, await ledger.Items.ReadTestAsync(project, 0, default).CountAsync());
        Assert.Equal(Items, (await ledger.Groups.ReadForComparisonAsync(project, 0, Items, default)).Count);
        Assert.Empty(await ledger.Labels.ReadClosedToAsync(project, "ann", 10, default));
    }

    private static async Task<int> CreateAsync(PostgresLedger ledger, string id)
    {
        var project = (await ledger.Projects.CreateAsync(Samples.Project(id), default)).Project.Key;
        foreach (var slice in Enumerable.Range(0, Items).Select(i => Samples.Item(i, i % 10 == 0 ? ItemSplit.Test : ItemSplit.Pool)).Chunk(IItemLedger.MaximumSlice))
        {
            await ledger.Items.ImportAsync(project, slice, default);
        }

        return project;
    }

    private async Task AnalyseAsync()
    {
        await using var connection = new NpgsqlConnection(options.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("ANALYZE", connection);
        await command.ExecuteNonQueryAsync();
    }
}
