using ActiveLearning.Harness;
using ActiveLearning.Ledger.Postgres;
using Npgsql;

namespace ActiveLearning.Ledger.Tests.Support;

/// <summary>A ledger on a PostgreSQL database of its own, dropped at the end, with the test's clock.</summary>
public sealed class PostgresLedgerFixture : LedgerFixture
{
    private readonly PostgresServer server;

    private PostgresLedgerFixture(PostgresServer server, string connectionString)
    {
        this.server = server;
        Options = new PostgresLedgerOptions { ConnectionString = connectionString, Readers = 4 };
        Postgres = new PostgresLedger(Options, Clock);
    }

    public PostgresLedgerOptions Options { get; }

    public PostgresLedger Postgres { get; private set; }

    public override ILedger Ledger => Postgres;

    public static async Task<LedgerFixture> OpenAsync(PostgresServer server) => new PostgresLedgerFixture(server, await server.CreateDatabaseAsync());

    /// <summary>Runs SQL over a connection of its own.</summary>
    public async Task ExecuteOutsideAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(Options.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    public override async Task ReopenAsync()
    {
        await Postgres.DisposeAsync();
        Postgres = new PostgresLedger(Options, Clock);
    }

    public override LedgerSnapshot OpenSnapshot() => PostgresSnapshot.Open(Options, Clock);

    public override async ValueTask DisposeAsync()
    {
        await Postgres.DisposeAsync();
        await server.DropDatabaseAsync(Options.ConnectionString);
    }
}
