using ActiveLearning.Harness;
using ActiveLearning.Ledger.Postgres;
using ActiveLearning.Ledger.Tests.Support;
using Npgsql;

namespace ActiveLearning.Ledger.Tests.Postgres;

/// <summary>What the server says about a transaction whose COMMIT got no answer.</summary>
[Collection(PostgresTests.Name)]
public sealed class CommitInquiryTests(PostgresServer server) : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly CommitMark mark = new();
    private PostgresLedgerFixture fixture = null!;
    private NpgsqlDataSource source = null!;

    public async Task InitializeAsync()
    {
        fixture = (PostgresLedgerFixture)await PostgresLedgerFixture.OpenAsync(server);
        source = NpgsqlDataSource.Create(fixture.Options.ConnectionString);
    }

    public async Task DisposeAsync()
    {
        await source.DisposeAsync();
        await fixture.DisposeAsync();
    }

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 1)]
    [InlineData(true, 2)]
    [InlineData(false, 2)]
    public async Task The_fate_of_a_transaction_can_be_asked_afterwards(bool committed, int batches)
    {
        for (var batch = 1; batch < batches; batch++)
        {
            await EndAsync(await BeginAsync(), commit: true);
        }

        await EndAsync(await BeginAsync(), committed);

        Assert.Equal(committed, new CommitInquiry(source, Patience).WasCommitted(mark));
    }

    [Fact]
    public async Task An_inquiry_waits_for_a_transaction_that_is_still_open()
    {
        using var deadline = new CancellationTokenSource(Patience);
        var open = await BeginAsync();
        var inquiry = Task.Run(() => new CommitInquiry(source, Patience).WasCommitted(mark));
        await Wait.UntilAsync(IsAnybodyWaitingAsync, "the inquiry waits", deadline.Token);

        await EndAsync(open, commit: true);

        Assert.True(await inquiry);
    }

    [Fact]
    public async Task The_fate_is_unknown_while_the_server_is_away()
    {
        await using var nowhere = NpgsqlDataSource.Create("Host=127.0.0.1;Port=1;Username=nobody;Database=none");

        Assert.Null(new CommitInquiry(nowhere, TimeSpan.FromMilliseconds(300)).WasCommitted(mark));
    }

    [Fact]
    public async Task A_transaction_lost_in_a_crash_is_not_mistaken_for_another_that_got_its_number()
    {
        string lost, next;
        var attempts = 0;
        do
        {
            Assert.True(++attempts < 10, "no number was given twice");
            var open = await BeginAsync();
            lost = await NumberAsync(open);
            server.StopImmediately();
            server.Start();
            await Assert.ThrowsAnyAsync<NpgsqlException>(() => EndAsync(open, commit: true));
            var other = await BeginAsync(new CommitMark());
            next = await NumberAsync(other);
            await EndAsync(other, commit: true);
        }
        while (lost != next);

        Assert.False(new CommitInquiry(source, Patience).WasCommitted(mark));
    }

    private async Task<NpgsqlConnection> BeginAsync(CommitMark? of = null)
    {
        var connection = await source.OpenConnectionAsync();
        await using var trip = new NpgsqlBatch(connection);
        trip.BatchCommands.Add(new NpgsqlBatchCommand("BEGIN"));
        (of ?? mark).AddTo(trip);
        await trip.ExecuteNonQueryAsync();
        return connection;
    }

    private static async Task EndAsync(NpgsqlConnection connection, bool commit)
    {
        await using var command = new NpgsqlCommand(commit ? "COMMIT" : "ROLLBACK", connection);
        await command.ExecuteNonQueryAsync();
        await connection.DisposeAsync();
    }

    private static async Task<string> NumberAsync(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand("SELECT pg_current_xact_id()::text", connection);
        return (string)(await command.ExecuteScalarAsync())!;
    }

    private async Task<bool> IsAnybodyWaitingAsync()
    {
        await using var command = source.CreateCommand("SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted)");
        return (bool)(await command.ExecuteScalarAsync())!;
    }
}
