namespace ActiveLearning.Ledger.Sql;

/// <summary>
/// One statement of a <see cref="SqlSession"/>, bound by position and read by column. It is borrowed: disposing makes it ready for the next use, the session
/// frees it.
/// </summary>
internal abstract class Statement : Row, IDisposable
{
    public abstract Statement Bind(long value);

    public abstract Statement Bind(double value);

    public abstract Statement Bind(string value);

    public abstract Statement Bind(ReadOnlySpan<byte> value);

    /// <summary>Binds a list of numbers, which the statement reads as <c>json_each(?n)</c> with the column <c>value</c>.</summary>
    public abstract Statement Bind(IReadOnlyCollection<int> values);

    public abstract Statement BindNull();

    public Statement Bind(long? value) => value is { } number ? Bind(number) : BindNull();

    /// <summary>Moves to the next row; false when there is none.</summary>
    public abstract bool Step();

    /// <summary>Runs a statement whose rows nobody asks for and makes it ready for the next use.</summary>
    /// <returns>Rows that it changed.</returns>
    public abstract int Run();

    public abstract void Dispose();
}
