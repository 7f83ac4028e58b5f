namespace ActiveLearning.Ledger.Postgres;

/// <summary>Settings of the ledger on PostgreSQL.</summary>
public sealed class PostgresLedgerOptions
{
    /// <summary>
    /// Where the database is and who connects, in Npgsql's words: <c>Host=db;Database=labels;Username=labels;Password=...</c>. No default. The database must exist; its tables are made.
    /// The user must own them.
    /// </summary>
    public string ConnectionString { get; set; } = "";

    /// <summary>
    /// Most label operations of one commit, 1 to 10,000. Default 512. Higher: more writes a second under load, and a longer wait for those that come first in
    /// a batch.
    /// </summary>
    public int MaximumBatch { get; set; } = 512;

    /// <summary>
    /// Label operations that may wait for each of the two writers, 1 or more. Default 8,192. When it is full callers wait before they are queued, so memory stays bounded.
    /// </summary>
    public int LabelQueue { get; set; } = 8_192;

    /// <summary>Imports, vectors and model rows that may wait for the writer, 1 or more. Default 16.</summary>
    public int BulkQueue { get; set; } = 16;

    /// <summary>
    /// Reads that run at the same time, 1 or more. Default 8: each holds a connection and, while it waits, a thread. The writers have two connections more. The
    /// server's <c>max_connections</c> must have room for all silos.
    /// </summary>
    public int Readers { get; set; } = 8;

    /// <summary>
    /// How long one statement may take, at least a second. Default 15 s. Higher: callers wait longer for a server that hangs; lower: a slow disk looks like a lost one.
    /// </summary>
    public TimeSpan StatementTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// How long callers wait for an answer when the connection was lost during a COMMIT, while the writer connects again and asks the server how it ended. 0 or
    /// more; default 10 s. Afterwards they are told that it is unknown.
    /// </summary>
    public TimeSpan UnknownCommitWait { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Refuses what is out of range.</summary>
    /// <exception cref="ArgumentException">A value is out of range; the message names it.</exception>
    public void Validate()
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(ConnectionString);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaximumBatch, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaximumBatch, 10_000);
        ArgumentOutOfRangeException.ThrowIfLessThan(LabelQueue, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(BulkQueue, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(Readers, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(StatementTimeout, TimeSpan.FromSeconds(1));
        ArgumentOutOfRangeException.ThrowIfLessThan(UnknownCommitWait, TimeSpan.Zero);
    }
}
