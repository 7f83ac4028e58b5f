using ActiveLearning.Ledger.Sqlite;
using Microsoft.Data.Sqlite;

namespace ActiveLearning.Ledger.Tests.Support;

/// <summary>A SQLite ledger in a folder of its own, removed at the end.</summary>
public sealed class SqliteLedgerFixture : LedgerFixture
{
    private readonly string folder = Directory.CreateTempSubdirectory("ledger-tests-").FullName;

    public SqliteLedgerFixture(Action<SqliteLedgerOptions>? configure = null)
    {
        Options = new SqliteLedgerOptions { DataFile = Path.Combine(folder, "ledger.db"), SurvivesPowerLoss = false };
        configure?.Invoke(Options);
        Sqlite = new SqliteLedger(Options, Clock);
    }

    public SqliteLedgerOptions Options { get; }

    public SqliteLedger Sqlite { get; private set; }

    public override ILedger Ledger => Sqlite;

    /// <summary>Runs SQL over a connection of its own, with foreign keys off.</summary>
    public async Task ExecuteOutsideAsync(string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={Options.DataFile};Pooling=False;Foreign Keys=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }

    public override async Task ReopenAsync()
    {
        await Sqlite.DisposeAsync();
        Sqlite = new SqliteLedger(Options, Clock);
    }

    public override LedgerSnapshot OpenSnapshot() => SqliteSnapshot.Open(Options, Clock);

    public override async ValueTask DisposeAsync()
    {
        await Sqlite.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }
}
