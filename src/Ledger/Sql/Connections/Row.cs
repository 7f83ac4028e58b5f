namespace ActiveLearning.Ledger.Sql;

/// <summary>The row that a reading stands on, read by column.</summary>
internal abstract class Row
{
    public abstract bool IsNull(int column);

    public abstract long Int64(int column);

    public abstract double Double(int column);

    public abstract string Text(int column);

    /// <summary>The value's bytes, a text's in UTF-8; valid until the next step.</summary>
    public abstract ReadOnlySpan<byte> Bytes(int column);

    public virtual int Int32(int column) => (int)Int64(column);

    public int? NullableInt32(int column) => IsNull(column) ? null : Int32(column);

    public long? NullableInt64(int column) => IsNull(column) ? null : Int64(column);

    public string? NullableText(int column) => IsNull(column) ? null : Text(column);
}
