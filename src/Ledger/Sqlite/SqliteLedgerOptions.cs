namespace ActiveLearning.Ledger.Sqlite;

/// <summary>Settings of the embedded ledger.</summary>
public sealed class SqliteLedgerOptions
{
    /// <summary>
    /// The database file; made with its folder when missing. <c>-wal</c> and <c>-shm</c> files stand beside it while it is open. Default:
    /// <c>data/ledger.db</c>.
    /// </summary>
    public string DataFile { get; set; } = Path.Combine("data", "ledger.db");

    /// <summary>
    /// Most label operations of one commit, 1 to 10,000. Default 512. Higher: more writes a second under load, and a longer wait for those that come first in
    /// a batch.
    /// </summary>
    public int MaximumBatch { get; set; } = 512;

    /// <summary>
    /// Label operations that may wait for the writer, 1 or more. Default 8,192. When it is full callers wait before they are queued, so memory stays bounded.
    /// </summary>
    public int LabelQueue { get; set; } = 8_192;

    /// <summary>
    /// Imports, vectors and model rows that may wait for the writer, 1 or more. Default 16: a slice holds up to 500 texts, and an importer gains nothing from
    /// being far ahead.
    /// </summary>
    public int BulkQueue { get; set; } = 16;

    /// <summary>
    /// Reads that run at the same time, 1 or more. Default 4. Higher helps on machines with more cores; each keeps a connection of up to 8 MB.
    /// </summary>
    public int Readers { get; set; } = 4;

    /// <summary>
    /// Whether a commit waits until the disk has the data (<c>synchronous=FULL</c>). Default true. False (<c>NORMAL</c>) is faster on slow disks and still
    /// survives a killed process, but acknowledged labels of the last moments can be lost with the power.
    /// </summary>
    public bool SurvivesPowerLoss { get; set; } = true;

    /// <summary>
    /// Pages of 4 KB in the write-ahead log before the writer moves them into the database file, 1 or more. Default 4,000 (16 MB). Higher: rarer but longer
    /// pauses.
    /// </summary>
    public int CheckpointPages { get; set; } = 4_000;

    /// <summary>Refuses what is out of range.</summary>
    /// <exception cref="ArgumentException">A value is out of range; the message names it.</exception>
    public void Validate()
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(DataFile);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaximumBatch, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaximumBatch, 10_000);
        ArgumentOutOfRangeException.ThrowIfLessThan(LabelQueue, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(BulkQueue, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(Readers, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(CheckpointPages, 1);
    }
}
