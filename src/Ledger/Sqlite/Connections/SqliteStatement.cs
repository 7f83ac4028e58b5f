using System.Text;
using ActiveLearning.Ledger.Sql;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace ActiveLearning.Ledger.Sqlite;

/// <summary>
/// One prepared statement of a <see cref="SqliteSession"/>, bound by position and read by column. It is borrowed: disposing resets it for the next use, the
/// session frees it. Driving SQLite's own calls costs a third of an ADO.NET command, and the writer runs several statements for every label.
/// </summary>
internal sealed class SqliteStatement : Statement
{
    private readonly sqlite3 database;
    private readonly sqlite3_stmt handle;
    private int bound;

    public SqliteStatement(sqlite3 database, string sql)
    {
        this.database = database;
        SqliteException.ThrowExceptionForRC(raw.sqlite3_prepare_v3(database, sql, raw.SQLITE_PREPARE_PERSISTENT, out handle), database);
    }

    public override Statement Bind(long value)
    {
        Check(raw.sqlite3_bind_int64(handle, ++bound, value));
        return this;
    }

    public override Statement Bind(double value)
    {
        Check(raw.sqlite3_bind_double(handle, ++bound, value));
        return this;
    }

    public override Statement Bind(string value)
    {
        // Ids, names and reasons fit the stack; the copy that SQLite makes is then the only one.
        Span<byte> small = stackalloc byte[512];
        var bytes = Encoding.UTF8.TryGetBytes(value, small, out var length) ? small[..length] : Encoding.UTF8.GetBytes(value);
        Check(raw.sqlite3_bind_text(handle, ++bound, bytes));
        return this;
    }

    public override Statement Bind(ReadOnlySpan<byte> value)
    {
        // An empty span would be bound as NULL.
        Check(value.IsEmpty ? raw.sqlite3_bind_zeroblob(handle, ++bound, 0) : raw.sqlite3_bind_blob(handle, ++bound, value));
        return this;
    }

    public override Statement Bind(IReadOnlyCollection<int> values) => Bind($"[{string.Join(',', values)}]");

    public override Statement BindNull()
    {
        Check(raw.sqlite3_bind_null(handle, ++bound));
        return this;
    }

    /// <summary>Moves to the next row; false when there is none.</summary>
    public override bool Step()
    {
        var code = raw.sqlite3_step(handle);
        if (code == raw.SQLITE_ROW)
        {
            return true;
        }

        if (code != raw.SQLITE_DONE)
        {
            throw Failure(code);
        }

        return false;
    }

    /// <summary>Runs a statement without rows and makes it ready for the next use.</summary>
    /// <returns>Rows that it changed.</returns>
    public override int Run()
    {
        using (this)
        {
            while (Step())
            {
                // Pragmas and RETURNING give rows that nobody asked for here.
            }

            return raw.sqlite3_changes(database);
        }
    }

    public override bool IsNull(int column) => raw.sqlite3_column_type(handle, column) == raw.SQLITE_NULL;

    public override long Int64(int column) => raw.sqlite3_column_int64(handle, column);

    public override int Int32(int column) => raw.sqlite3_column_int(handle, column);

    public override double Double(int column) => raw.sqlite3_column_double(handle, column);

    public override string Text(int column) => Encoding.UTF8.GetString(Bytes(column));

    /// <summary>The value's bytes; valid until the next step or reset.</summary>
    public override ReadOnlySpan<byte> Bytes(int column) => raw.sqlite3_column_blob(handle, column);

    public override void Dispose()
    {
        // The code repeats the error that Step has thrown already.
        _ = raw.sqlite3_reset(handle);
        bound = 0;
    }

    /// <summary>Frees the statement; only its session does.</summary>
    public void Free() => handle.Dispose();

    private void Check(int code)
    {
        if (code != raw.SQLITE_OK)
        {
            throw Failure(code);
        }
    }

    private SqliteException Failure(int code) =>
        new(raw.sqlite3_errmsg(database).utf8_to_string(), code, raw.sqlite3_extended_errcode(database));
}
