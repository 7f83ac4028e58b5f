using ActiveLearning.Ledger.Sql;
using Npgsql;

namespace ActiveLearning.Ledger.Postgres;

/// <summary>
/// One statement of a <see cref="PostgresSession"/>. A connection reads one result at a time; when another statement begins before this one's rows are all read, the
/// rest is taken into memory.
/// </summary>
internal sealed class PostgresStatement(PostgresSession session, string sql) : Statement
{
    private readonly NpgsqlCommand command = new(Dialect.ToPostgres(sql), session.Connection);
    private readonly Queue<object[]> kept = [];
    private NpgsqlDataReader? reader;
    private object[] row = [];
    private bool isRun;

    public override Statement Bind(long value) => Add(new NpgsqlParameter<long> { TypedValue = value });

    public override Statement Bind(double value) => Add(new NpgsqlParameter<double> { TypedValue = value });

    public override Statement Bind(string value) => Add(new NpgsqlParameter<string> { TypedValue = value });

    public override Statement Bind(ReadOnlySpan<byte> value) => Add(new NpgsqlParameter<byte[]> { TypedValue = value.ToArray() });

    public override Statement Bind(IReadOnlyCollection<int> values) => Add(new NpgsqlParameter<int[]> { TypedValue = [.. values] });

    public override Statement BindNull() => Add(new NpgsqlParameter { Value = DBNull.Value });

    public override bool Step()
    {
        if (!isRun)
        {
            session.Take(this);
            isRun = true;
            reader = command.ExecuteReader();
        }

        if (reader is null)
        {
            return kept.TryDequeue(out row!);
        }

        if (reader.Read())
        {
            row = Values(reader);
            return true;
        }

        Close();
        return false;
    }

    public override int Run()
    {
        using (this)
        {
            session.Take(this);
            return command.ExecuteNonQuery();
        }
    }

    /// <summary>Takes the rest of the rows into memory, because another statement begins.</summary>
    public void Keep()
    {
        while (reader is not null && reader.Read())
        {
            kept.Enqueue(Values(reader));
        }

        Close();
    }

    public override bool IsNull(int column) => row[column] is DBNull;

    public override long Int64(int column) => PostgresRow.ToInt64(row[column]);

    public override double Double(int column) => (double)row[column];

    public override string Text(int column) => (string)row[column];

    public override ReadOnlySpan<byte> Bytes(int column) => PostgresRow.ToBytes(row[column]);

    public override void Dispose()
    {
        Close();
        kept.Clear();
        command.Parameters.Clear();
        isRun = false;
    }

    /// <summary>Frees the statement; only its session does.</summary>
    public void Free() => command.Dispose();

    private static object[] Values(NpgsqlDataReader reader)
    {
        var values = new object[reader.FieldCount];
        reader.GetValues(values);
        return values;
    }

    private PostgresStatement Add(NpgsqlParameter parameter)
    {
        command.Parameters.Add(parameter);
        return this;
    }

    private void Close()
    {
        reader?.Dispose();
        reader = null;
        session.GiveBack(this);
    }
}
