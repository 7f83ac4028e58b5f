namespace ActiveLearning.Ledger.Sql;

/// <summary>
/// One connection with its statements. Used by one thread at a time. Statements are written once, as SQLite understands them: parameters <c>?1</c>, and hints for its
/// planner.
/// </summary>
internal abstract class SqlSession : IDisposable
{
    /// <summary>Borrows the statement of this constant text; bind, step or run it, and dispose to give it back.</summary>
    public abstract Statement Prepare(string sql);

    /// <summary>Opens a reading transaction: all reads until <see cref="Commit"/> see one instant, that of the first of them.</summary>
    public abstract void BeginSnapshot();

    /// <summary>Ends the transaction with all that it wrote.</summary>
    public abstract void Commit();

    /// <summary>Ends the transaction, if there is one, without what it wrote.</summary>
    public abstract void RollBack();

    /// <summary>The ledger's clock in microseconds since 1970 UTC.</summary>
    public abstract long ReadClock();

    public abstract void Dispose();
}
