using ActiveLearning.Harness;
using ActiveLearning.Ledger.Items;
using ActiveLearning.Ledger.Labels;
using ActiveLearning.Ledger.Postgres;
using ActiveLearning.Ledger.Tests.Support;
using Npgsql;

namespace ActiveLearning.Ledger.Tests.Postgres;

/// <summary>A project that people label: the planner takes it for a few rows, and what is read of it must not become more with all that is in it.</summary>
[Collection(PostgresTests.Name)]
public sealed class GrowingProjectTests(PostgresServer server) : IAsyncLifetime
{
    private const int Labels = 3_000;
    private const int Rounds = 20;
    private const int ItemsARound = 50;
    private const int LabelsAPage = 250;

    // For what a statement meets besides, such as the row behind a page.
    private const int Slack = 500;

    private PostgresLedgerOptions options = null!;
    private int project;

    public async Task InitializeAsync()
    {
        options = new PostgresLedgerOptions { ConnectionString = await server.CreateDatabaseAsync(), Readers = 2 };
        await using var ledger = new PostgresLedger(options);
        project = (await ledger.Projects.CreateAsync(Samples.Project("growing"), default)).Project.Key;
        foreach (var slice in Samples.Items(Labels).Chunk(IItemLedger.MaximumSlice))
        {
            await ledger.Items.ImportAsync(project, slice, default);
        }

        await Task.WhenAll(Enumerable.Range(0, Labels).Select(ordinal => LabelAsync(ledger, ordinal)));
    }

    public Task DisposeAsync() => server.DropDatabaseAsync(options.ConnectionString);

    [Fact]
    public async Task Items_that_wake_read_their_own_labels_and_not_all_of_the_project()
    {
        var read = await LabelRowsReadByAsync(async ledger =>
        {
            for (var round = 0; round < Rounds; round++)
            {
                var first = round * ItemsARound;
                var items = await Task.WhenAll(Enumerable.Range(first, ItemsARound).Select(ordinal => ledger.Items.ReadAsync(project, ordinal, default)));
                Assert.All(items, item => Assert.Single(item!.Labels));
            }
        });

        Assert.InRange(read, Rounds * ItemsARound, (Rounds * ItemsARound) + Slack);
    }

    [Fact]
    public async Task A_page_of_labels_reads_that_page_and_not_all_that_follow()
    {
        var read = await LabelRowsReadByAsync(async ledger =>
        {
            var after = 0L;
            for (var pages = 0; pages < Labels / LabelsAPage; pages++)
            {
                var page = await ledger.Labels.ReadLabelsAsync(project, after, LabelsAPage, default);
                Assert.Equal(LabelsAPage, page.Count);
                after = page[^1].Sequence;
            }
        });

        Assert.InRange(read, Labels, Labels + Slack);
    }

    private async Task LabelAsync(PostgresLedger ledger, int ordinal)
    {
        var granted = await ledger.Labels.GrantAsync(Samples.Grant(project, ordinal, $"annotator-{ordinal % 100}"), default);
        await ledger.Labels.RecordAsync(new RecordRequest(project, granted.Lease!.Id, 0, 500, 1), default);
    }

    /// <summary>Rows of labels that a session met, in the table and in its indexes.</summary>
    private async Task<long> LabelRowsReadByAsync(Func<PostgresLedger, Task> read)
    {
        var before = await ReadSoFarAsync();
        await using (var ledger = new PostgresLedger(options))
        {
            await read(ledger);
        }

        // A session tells what it did when it ends.
        var met = 0L;
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await Wait.UntilAsync(async () => await SessionsAsync() == 0 && (met = await ReadSoFarAsync() - before) > 0, "the sessions have told what they did", deadline.Token);
        return met;
    }

    private Task<long> ReadSoFarAsync() => AskAsync(
        "SELECT (seq_tup_read + (SELECT sum(idx_tup_read) FROM pg_stat_user_indexes WHERE relname = 'labels'))::bigint FROM pg_stat_user_tables WHERE relname = 'labels'");

    private Task<long> SessionsAsync() => AskAsync("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'");

    private async Task<long> AskAsync(string question)
    {
        await using var connection = new NpgsqlConnection(options.ConnectionString + ";Pooling=false");
        await connection.OpenAsync();
#pragma warning disable CA2100 // Questions are constants.
        await using var command = new NpgsqlCommand(question, connection);
#pragma warning restore CA2100
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
