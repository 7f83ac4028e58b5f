using ActiveLearning.Ledger.Groups;
using ActiveLearning.Ledger.Items;
using ActiveLearning.Ledger.Labels;
using ActiveLearning.Ledger.Models;
using ActiveLearning.Ledger.Projects;
using ActiveLearning.Ledger.Sql;
using ActiveLearning.Ledger.Vectors;

namespace ActiveLearning.Ledger;

/// <summary>
/// A ledger as it was at one instant, to be read and never written; silos may go on writing. One read at a time. Keep it as short as the reading takes: meanwhile SQLite's
/// write-ahead log can't be shortened, and PostgreSQL keeps dead rows.
/// </summary>
public sealed class LedgerSnapshot : ILedger, IDisposable
{
    private readonly SqlSession session;
    private readonly IDisposable? source;
    private readonly ReaderPool readers;

    internal LedgerSnapshot(SqlSession session, int schema, IDisposable? source)
    {
        (this.session, this.source, Schema) = (session, source, schema);
        var snapshot = new SnapshotSession(session);
        Clock = new StoppedClock(LedgerTime.FromMicroseconds(snapshot.ReadClock()));
        readers = new ReaderPool(() => snapshot, size: 1);
        var writer = new NoWrites();
        Projects = new SqlProjectLedger(writer, readers);
        Items = new SqlItemLedger(writer, readers, readsAhead: false);
        Labels = new SqlLabelLedger(writer, writer, readers);
        Groups = new SqlGroupLedger(writer, readers);
        Models = new SqlModelLedger(writer, readers);
        Vectors = new SqlVectorLedger(writer, readers);
    }

    /// <summary>The ledger's clock as it stood.</summary>
    public TimeProvider Clock { get; }

    /// <summary>Number of the ledger's schema.</summary>
    public int Schema { get; }

    /// <inheritdoc/>
    public IProjectLedger Projects { get; }

    /// <inheritdoc/>
    public IItemLedger Items { get; }

    /// <inheritdoc/>
    public ILabelLedger Labels { get; }

    /// <inheritdoc/>
    public IGroupLedger Groups { get; }

    /// <inheritdoc/>
    public IModelLedger Models { get; }

    /// <inheritdoc/>
    public IVectorLedger Vectors { get; }

    /// <inheritdoc/>
    public int LabelsWaiting => 0;

    /// <summary>Ends the snapshot and closes its connection.</summary>
    public void Dispose()
    {
        readers.Dispose();
        session.Dispose();
        source?.Dispose();
    }
}
