using ActiveLearning.Ledger.Sql;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace ActiveLearning.Ledger.Sqlite;

/// <summary>One connection with the statements that were prepared on it. Used by one thread at a time.</summary>
internal sealed class SqliteSession : SqlSession
{
    private readonly SqliteConnection connection;

    // Statements are constants, so one text is one object: comparing references saves hashing some hundred characters for every statement.
    private readonly Dictionary<string, SqliteStatement> statements = new(ReferenceEqualityComparer.Instance);

    private readonly TimeProvider clock;

    private SqliteSession(SqliteConnection connection, TimeProvider clock)
    {
        this.connection = connection;
        this.clock = clock;
    }

    /// <summary>The open database.</summary>
    public sqlite3 Database => connection.Handle ?? throw new ObjectDisposedException(nameof(SqliteSession));

    /// <summary>Whether a transaction is open. SQLite ends one by itself on some errors, such as a full disk.</summary>
    public bool IsInTransaction => raw.sqlite3_get_autocommit(Database) == 0;

    /// <summary>The writing connection: waits for the disk at every commit.</summary>
    public static SqliteSession OpenWriter(SqliteLedgerOptions options, TimeProvider clock) => Open(
        options,
        clock,
        $"""
        PRAGMA journal_mode = WAL;
        PRAGMA synchronous = {(options.SurvivesPowerLoss ? "FULL" : "NORMAL")};
        PRAGMA foreign_keys = ON;
        PRAGMA wal_autocheckpoint = {options.CheckpointPages};
        PRAGMA journal_size_limit = 67108864;
        PRAGMA cache_size = -65536;
        PRAGMA temp_store = MEMORY;
        """);

    /// <summary>A connection that refuses to write.</summary>
    public static SqliteSession OpenReader(SqliteLedgerOptions options, TimeProvider clock) => Open(
        options,
        clock,
        """
        PRAGMA query_only = ON;
        PRAGMA cache_size = -8192;
        PRAGMA temp_store = MEMORY;
        """);

    /// <summary>A connection to a file that this process may not change in any way, nor make.</summary>
    public static SqliteSession OpenSnapshot(SqliteLedgerOptions options, TimeProvider clock) => Open(
        options,
        clock,
        """
        PRAGMA query_only = ON;
        PRAGMA cache_size = -65536;
        PRAGMA temp_store = MEMORY;
        """,
        SqliteOpenMode.ReadOnly);

    /// <summary>Borrows the prepared statement of this constant text; bind, step or run it, and dispose to give it back.</summary>
    public override Statement Prepare(string sql)
    {
        if (!statements.TryGetValue(sql, out var statement))
        {
            statement = new SqliteStatement(Database, sql);
            statements.Add(sql, statement);
        }

        return statement;
    }

    /// <summary>Runs text that is needed once, such as a migration or a pragma.</summary>
    public void Execute(string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>Opens a transaction that holds the write lock from the start, so that what it reads stays true until it commits.</summary>
    public void Begin() => Prepare("BEGIN IMMEDIATE").Run();

    /// <summary>Opens a reading transaction: all reads until <see cref="Commit"/> see one instant.</summary>
    public override void BeginSnapshot() => Prepare("BEGIN DEFERRED").Run();

    public override void Commit() => Prepare("COMMIT").Run();

    public override void RollBack()
    {
        if (IsInTransaction)
        {
            Prepare("ROLLBACK").Run();
        }
    }

    /// <summary>This process's clock: one process uses the file.</summary>
    public override long ReadClock() => LedgerTime.ToMicroseconds(clock.GetUtcNow());

    public override void Dispose()
    {
        foreach (var statement in statements.Values)
        {
            statement.Free();
        }

        statements.Clear();
        connection.Dispose();
    }

    private static SqliteSession Open(SqliteLedgerOptions options, TimeProvider clock, string pragmas, SqliteOpenMode mode = SqliteOpenMode.ReadWriteCreate)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = options.DataFile,
            Mode = mode,
            Pooling = false,
            DefaultTimeout = 5,
        }.ConnectionString);
        try
        {
            connection.Open();
            raw.sqlite3_busy_timeout(connection.Handle, 5_000);
            var session = new SqliteSession(connection, clock);
            session.Execute(pragmas);
            return session;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}
