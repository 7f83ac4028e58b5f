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
    private const string Lock = "SELECT pg_advisory_xact_lock($1, $2)::text";

    private readonly CommitMark mark = new();
    private LabelBatch? labels;
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

        using var trip = new NpgsqlBatch(session.Connection);
        trip.Add(Lock, scope.Reach == WriteReach.Shape ? Locks.Shape : Locks.Models, scope.Project);
        AddMark(trip);
        using var reader = trip.ExecuteReader();
        reader.NextResult();
        reader.Read();
        Started(reader.GetInt64(0));
    }

    /// <summary>Adds to a trip, behind all locks, what <see cref="Started"/> takes.</summary>
    public void AddMark(NpgsqlBatch trip) => mark.AddTo(trip);

    /// <summary>Notes what the server said when it had all locks.</summary>
    /// <param name="now">The database's clock in microseconds since 1970 UTC.</param>
    public void Started(long now) => databaseNow = now;

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
            switch (inquiry.WasCommitted(mark))
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
