namespace ActiveLearning.Ledger.Sql;

/// <summary>A connection inside one reading transaction: whatever is read, and the clock, are of the instant at which it began.</summary>
internal sealed class SnapshotSession : SqlSession
{
    private const string FirstRead = "SELECT key FROM projects LIMIT 1";

    private readonly SqlSession session;
    private readonly long now;

    /// <summary>Begins the snapshot on a connection; whoever opened that closes it.</summary>
    public SnapshotSession(SqlSession session)
    {
        this.session = session;
        session.BeginSnapshot();

        // Both databases take the snapshot at the transaction's first read, not at its beginning.
        using (var row = session.Prepare(FirstRead))
        {
            row.Step();
        }

        now = session.ReadClock();
    }

    public override Statement Prepare(string sql) => session.Prepare(sql);

    public override void BeginSnapshot()
    {
        // Every read is part of the one snapshot.
    }

    public override void Commit()
    {
        // The snapshot lasts until its owner ends it.
    }

    public override void RollBack()
    {
        // The same.
    }

    public override long ReadClock() => now;

    public override void Dispose()
    {
        // The pool of readers closes what it rents; this one is its owner's.
    }
}
