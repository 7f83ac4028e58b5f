using Npgsql;

namespace ActiveLearning.Ledger.Postgres;

/// <summary>Reads a ledger on PostgreSQL as of one instant, also while silos run on it.</summary>
public static class PostgresSnapshot
{
    /// <summary>Begins a snapshot. Nothing is written: no table is made, no schema changed.</summary>
    /// <param name="options">Where the database is.</param>
    /// <param name="clock">A clock in place of the database's own; null for the database's.</param>
    /// <exception cref="InvalidOperationException">The database is not a ledger, or its schema is not this version's.</exception>
    /// <exception cref="LedgerUnavailableException">The database can't be reached or read.</exception>
    public static LedgerSnapshot Open(PostgresLedgerOptions options, TimeProvider? clock = null)
    {
        options.Validate();
        var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(options.ConnectionString)
        {
            ApplicationName = "active learning reading",
            CommandTimeout = (int)Math.Ceiling(options.StatementTimeout.TotalSeconds),
            Enlist = false,
        });
        PostgresSession? session = null;
        try
        {
            session = PostgresSession.Open(source, clock);
            return new LedgerSnapshot(session, Migrations.Require(session.Connection), source);
        }
        catch (NpgsqlException exception)
        {
            session?.Dispose();
            source.Dispose();
            throw new LedgerUnavailableException($"The ledger's database can't be read: {exception.Message}", exception);
        }
        catch
        {
            session?.Dispose();
            source.Dispose();
            throw;
        }
    }
}
