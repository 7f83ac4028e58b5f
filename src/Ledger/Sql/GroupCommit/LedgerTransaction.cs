using System.Runtime.InteropServices;
using System.Security.Cryptography;
using ActiveLearning.Ledger.Items;
using ActiveLearning.Ledger.Labels;

namespace ActiveLearning.Ledger.Sql;

/// <summary>
/// What an operation of the writer works with: a connection's statements, the ledger's clock, the projects' counters and fresh nonces; and the writes that each
/// database does in its own way.
/// </summary>
internal abstract class LedgerTransaction(SqlSession session) : IDisposable
{
    private readonly Dictionary<int, ProjectTally> tallies = [];
    private readonly ulong[] nonces = new ulong[256];
    private int nextNonce = 256;

    /// <summary>Now, in microseconds since 1970 UTC, by the ledger's clock.</summary>
    public abstract long Now { get; }

    /// <summary>Whether the connection is gone: only another one helps.</summary>
    public virtual bool IsLost => false;

    /// <summary>Borrows a statement.</summary>
    public Statement Prepare(string sql) => session.Prepare(sql);

    /// <summary>The project's counters; what is changed here is stored with the transaction.</summary>
    /// <exception cref="InvalidOperationException">No such project.</exception>
    public ProjectTally Tally(int project)
    {
        if (!tallies.TryGetValue(project, out var tally))
        {
            tally = ProjectTally.Read(session, project);
            tallies.Add(project, tally);
        }

        return tally;
    }

    /// <summary>An unguessable number for a lease id.</summary>
    public ulong NewNonce()
    {
        if (nextNonce == nonces.Length)
        {
            RandomNumberGenerator.Fill(MemoryMarshal.AsBytes(nonces.AsSpan()));
            nextNonce = 0;
        }

        return nonces[nextNonce++];
    }

    /// <summary>Opens a transaction for these operations; what it reads of theirs stays true until it commits.</summary>
    public virtual void Begin(IReadOnlyList<WriteOperation> batch) => tallies.Clear();

    /// <summary>Writes what the operations left to write; the last step before <see cref="Commit"/>.</summary>
    public virtual void Finish()
    {
        foreach (var tally in tallies.Values)
        {
            tally.Write(session);
        }
    }

    /// <summary>Makes it durable. When it throws, nothing was stored, or whether it was is unknown.</summary>
    public virtual void Commit() => session.Commit();

    /// <summary>Drops it.</summary>
    public virtual void RollBack()
    {
        tallies.Clear();
        session.RollBack();
    }

    /// <summary>Grants an item.</summary>
    public abstract GrantResult Grant(GrantRequest request);

    /// <summary>Records an answer.</summary>
    public abstract RecordResult Record(RecordRequest request);

    /// <summary>Takes an answer back.</summary>
    public abstract UndoResult Undo(UndoRequest request);

    /// <summary>Gives an item up.</summary>
    public abstract SkipResult Skip(SkipRequest request);

    /// <summary>Ends a lease.</summary>
    public abstract ItemState? Release(ReleaseRequest request);

    /// <summary>Notes that an item was shown.</summary>
    /// <returns>Whether the lease is known.</returns>
    public abstract bool Show(ShownRequest request);

    /// <summary>Stores a slice of rows.</summary>
    public abstract IReadOnlyList<ImportRowResult> Import(int project, PreparedRow[] rows);

    /// <summary>Closes the connection.</summary>
    public virtual void Dispose() => session.Dispose();

    /// <summary>Takes counters that were read already.</summary>
    protected void Know(int project, ProjectTally tally) => tallies[project] = tally;
}
