using ActiveLearning.Ledger.Items;
using ActiveLearning.Ledger.Labels;
using ActiveLearning.Ledger.Sql;

namespace ActiveLearning.Ledger.Sqlite;

/// <summary>A transaction on SQLite: it holds the one write lock of the file, so its operations run statement by statement as if they were alone.</summary>
internal sealed class SqliteTransaction(SqliteSession session) : LedgerTransaction(session)
{
    public override long Now => session.ReadClock();

    /// <summary>The writer's connection.</summary>
    public SqliteSession Session => session;

    public override void Begin(IReadOnlyList<WriteOperation> batch)
    {
        base.Begin(batch);
        session.Begin();
    }

    public override GrantResult Grant(GrantRequest request) => Sqlite.Grant.Apply(this, request);

    public override RecordResult Record(RecordRequest request) => Sqlite.Record.Apply(this, request);

    public override UndoResult Undo(UndoRequest request) => Sqlite.Undo.Apply(this, request);

    public override SkipResult Skip(SkipRequest request) => Sqlite.Skip.Apply(this, request);

    public override ItemState? Release(ReleaseRequest request) => Sqlite.Release.Apply(this, request);

    public override bool Show(ShownRequest request) => Exposure.Apply(this, request);

    public override IReadOnlyList<ImportRowResult> Import(int project, PreparedRow[] rows) => ImportSlice.Apply(this, (project, rows));
}
