using ActiveLearning.Ledger.Items;
using ActiveLearning.Ledger.Labels;
using ActiveLearning.Ledger.Sql;
using Npgsql;

namespace ActiveLearning.Ledger.Postgres;

/// <summary>
/// A transaction on PostgreSQL, where other silos write too. Locks are always taken in one order, so that no two writers wait for each other: the project's shape (shared by
/// label batches, alone for imports and groups), the items by key, and last the project's counters.
/// </summary>
internal sealed class PostgresTransaction(PostgresSession session, CommitInquiry inquiry) : LedgerTransaction(session)
{
    private const string Start = """
        SELECT pg_advisory_xact_lock(?1::integer, ?2::integer)::text, pg_current_xact_id()::text, (extract(epoch FROM clock_timestamp()) * 1000000)::bigint
        """;

    private LabelBatch? labels;
    private string transactionId = "";
    private long databaseNow;

    public override long Now => session.Clock is { } clock ? LedgerTime.ToMicroseconds(clock.GetUtcNow()) : databaseNow;

    public override bool IsLost => session.IsLost;

    public override void Begin(IReadOnlyList<WriteOperation> batch)
    {
        base.Begin(batch);
        labels = null;
        session.Begin();
        var scope = batch[0].Scope;
        if (scope.Reach == WriteReach.Labels)
        {
            labels = LabelBatch.Load(this, session.Connection, [.. batch.Select(operation => operation.Request)]);
            return;
        }

        using var row = Prepare(Start).Bind((long)(scope.Reach == WriteReach.Shape ? Locks.Shape : Locks.Models)).Bind(scope.Project);
        row.Step();
        Started(row.Text(1), row.Int64(2));
    }

    /// <summary>Notes what the server said when it had all locks.</summary>
    /// <param name="id">The transaction's id.</param>
    /// <param name="now">The database's clock in microseconds since 1970 UTC.</param>
    public void Started(string id, long now) => (transactionId, databaseNow) = (id, now);

    /// <summary>Takes a project's counters that were read under their lock.</summary>
    public void Counted(int project, ProjectTally tally) => Know(project, tally);

    public override void Finish()
    {
        labels?.Store(session.Connection);
        base.Finish();
    }

    public override void Commit()
    {
        try
        {
            base.Commit();
        }
        catch (NpgsqlException exception) when (IsLost)
        {
            switch (inquiry.WasCommitted(transactionId))
            {
                case true:
                    break;
                case false:
                    throw;
                default:
                    throw new LedgerUnavailableException("Whether the ledger stored the write is unknown.", exception);
            }
        }
    }

    public override GrantResult Grant(GrantRequest request) => Batch.Grant(request);

    public override RecordResult Record(RecordRequest request) => Batch.Record(request);

    public override UndoResult Undo(UndoRequest request) => Batch.Undo(request);

    public override SkipResult Skip(SkipRequest request) => Batch.Skip(request);

    public override ItemState? Release(ReleaseRequest request) => Batch.Release(request);

    public override bool Show(ShownRequest request) => Batch.Show(request);

    public override IReadOnlyList<ImportRowResult> Import(int project, PreparedRow[] rows) => new ImportSlice(this, session.Connection, project).Apply(rows);

    private LabelBatch Batch => labels ?? throw new InvalidOperationException("The transaction was begun for another kind of write.");
}
