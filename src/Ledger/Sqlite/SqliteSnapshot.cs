using Microsoft.Data.Sqlite;

namespace ActiveLearning.Ledger.Sqlite;

/// <summary>Reads an embedded ledger as of one instant, also while a silo runs on it.</summary>
public static class SqliteSnapshot
{
    /// <summary>Begins a snapshot. Nothing is written: no file is made, no schema changed.</summary>
    /// <param name="options">Where the file is.</param>
    /// <param name="clock">Says which leases are live.</param>
    /// <exception cref="InvalidOperationException">The file is another program's, or its schema is not this version's.</exception>
    /// <exception cref="LedgerUnavailableException">The file is missing or can't be read.</exception>
    public static LedgerSnapshot Open(SqliteLedgerOptions options, TimeProvider clock)
    {
        SqliteSession? session = null;
        try
        {
            session = File.Exists(options.DataFile)
                ? SqliteSession.OpenSnapshot(options, clock)
                : throw new LedgerUnavailableException($"There is no ledger at {options.DataFile}.");
            return new LedgerSnapshot(session, Migrations.Require(session), source: null);
        }
        catch (SqliteException exception)
        {
            session?.Dispose();
            throw new LedgerUnavailableException($"The ledger's data file {options.DataFile} can't be read: {exception.Message}", exception);
        }
        catch
        {
            session?.Dispose();
            throw;
        }
    }
}
