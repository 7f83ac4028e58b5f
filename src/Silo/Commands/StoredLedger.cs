using ActiveLearning.Ledger;
using ActiveLearning.Ledger.Postgres;
using ActiveLearning.Ledger.Sqlite;
using ActiveLearning.Silo.Hosting;

namespace ActiveLearning.Silo.Commands;

/// <summary>The ledger that the configuration names, to be read.</summary>
internal static class StoredLedger
{
    /// <summary>Reads it as of now.</summary>
    /// <exception cref="LedgerUnavailableException">It can't be read.</exception>
    /// <exception cref="InvalidOperationException">It is no ledger of this version.</exception>
    /// <exception cref="StartRefusedException">The configuration names none.</exception>
    public static LedgerSnapshot Open(IConfiguration configuration) => PostgresConnection(configuration) is { } connection
        ? PostgresSnapshot.Open(new PostgresLedgerOptions { ConnectionString = connection })
        : SqliteSnapshot.Open(new SqliteLedgerOptions { DataFile = DataFile(configuration) }, TimeProvider.System);

    /// <summary>The file of an embedded ledger.</summary>
    public static string DataFile(IConfiguration configuration) => Path.Combine(StartLine.DataPath(configuration), DataFolder.LedgerFileName);

    /// <summary>How to connect to the database, or null where the ledger is a file.</summary>
    public static string? PostgresConnection(IConfiguration configuration) => configuration["Ledger:Provider"] switch
    {
        null or "" or "sqlite" => null,
        "postgresql" => configuration["Ledger:ConnectionString"] is { Length: > 0 } connection
            ? connection
            : throw new StartRefusedException("Ledger:Provider is postgresql, so Ledger:ConnectionString must say where."),
        var other => throw new StartRefusedException($"Ledger:Provider must be sqlite or postgresql; it is {PrintedText.Escape(other)}."),
    };

    /// <summary>Where the ledger is, without secrets.</summary>
    public static string Describe(IConfiguration configuration)
    {
        if (PostgresConnection(configuration) is not { } connection)
        {
            return DataFile(configuration);
        }

        var parts = new Npgsql.NpgsqlConnectionStringBuilder(connection);
        return $"PostgreSQL {parts.Host}:{parts.Port} database {parts.Database}";
    }
}
