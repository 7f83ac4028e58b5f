using System.Text;
using ActiveLearning.Ledger.Sql;
using Npgsql;

namespace ActiveLearning.Ledger.Postgres;

/// <summary>The row that a reader of several results stands on.</summary>
internal sealed class PostgresRow(NpgsqlDataReader reader) : Row
{
    public override bool IsNull(int column) => reader.IsDBNull(column);

    public override long Int64(int column) => ToInt64(reader.GetValue(column));

    public override double Double(int column) => reader.GetDouble(column);

    public override string Text(int column) => reader.GetString(column);

    public override ReadOnlySpan<byte> Bytes(int column) => ToBytes(reader.GetValue(column));

    /// <summary>A whole number or a truth as SQLite would give it.</summary>
    public static long ToInt64(object value) => value switch
    {
        long number => number,
        int number => number,
        short number => number,
        bool truth => truth ? 1 : 0,
        _ => throw new InvalidCastException($"{value.GetType().Name} is no whole number."),
    };

    /// <summary>A text's or a value's bytes.</summary>
    public static byte[] ToBytes(object value) => value is string text ? Encoding.UTF8.GetBytes(text) : (byte[])value;
}
