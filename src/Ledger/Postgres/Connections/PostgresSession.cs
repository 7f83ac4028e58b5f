using System.Data;
using ActiveLearning.Ledger.Sql;
using Npgsql;

namespace ActiveLearning.Ledger.Postgres;

/// <summary>One connection to PostgreSQL with its statements, which the driver prepares on the server when they come again.</summary>
internal sealed class PostgresSession : SqlSession
{
    private const string SelectClock = "SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint";

    // Statements are constants, so one text is one object.
    private readonly Dictionary<string, PostgresStatement> statements = new(ReferenceEqualityComparer.Instance);
    private readonly TimeProvider? clock;
    private PostgresStatement? reading;
    private NpgsqlTransaction? transaction;

    private PostgresSession(NpgsqlConnection connection, TimeProvider? clock)
    {
        Connection = connection;
        this.clock = clock;
    }

    /// <summary>The open connection.</summary>
    public NpgsqlConnection Connection { get; }

    /// <summary>The clock that stands in for the database's, or null.</summary>
    public TimeProvider? Clock => clock;

    /// <summary>Whether the server or the way to it is gone.</summary>
    public bool IsLost => Connection.State != ConnectionState.Open;

    /// <summary>
    /// Opens a connection. All statements find rows by their keys, or follow an index a page at a time, so the server is told to plan nothing else: while a table is new it has no
    /// statistics, of projects it never has any, and where it takes a project for a few rows it would read all of them for each batch and page.
    /// </summary>
    /// <param name="source">Where to.</param>
    /// <param name="clock">A clock in place of the database's own, or null.</param>
    public static PostgresSession Open(NpgsqlDataSource source, TimeProvider? clock)
    {
        var session = new PostgresSession(source.OpenConnection(), clock);
        using var command = new NpgsqlCommand(
            "SET enable_seqscan = off; SET enable_bitmapscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off", session.Connection);
        command.ExecuteNonQuery();
        return session;
    }

    public override Statement Prepare(string sql)
    {
        if (!statements.TryGetValue(sql, out var statement))
        {
            statement = new PostgresStatement(this, sql);
            statements.Add(sql, statement);
        }

        return statement;
    }

    /// <summary>Notes whose rows are being read, and lets the one before take its own into memory.</summary>
    public void Take(PostgresStatement statement)
    {
        if (reading != statement)
        {
            reading?.Keep();
        }

        reading = statement;
    }

    /// <summary>Notes that a statement's rows are read.</summary>
    public void GiveBack(PostgresStatement statement)
    {
        if (reading == statement)
        {
            reading = null;
        }
    }

    /// <summary>Opens a writing transaction.</summary>
    public void Begin() => transaction = Connection.BeginTransaction(IsolationLevel.ReadCommitted);

    public override void BeginSnapshot() => transaction = Connection.BeginTransaction(IsolationLevel.RepeatableRead);

    public override void Commit()
    {
        transaction!.Commit();
        transaction = null;
    }

    public override void RollBack()
    {
        reading?.Keep();
        transaction?.Rollback();
        transaction = null;
    }

    /// <summary>The database's clock, which all silos share, unless another one was given.</summary>
    public override long ReadClock()
    {
        if (clock is not null)
        {
            return LedgerTime.ToMicroseconds(clock.GetUtcNow());
        }

        using var row = Prepare(SelectClock);
        row.Step();
        return row.Int64(0);
    }

    public override void Dispose()
    {
        foreach (var statement in statements.Values)
        {
            statement.Free();
        }

        statements.Clear();
        transaction?.Dispose();
        Connection.Dispose();
    }
}
