using System.Runtime.InteropServices;
using ActiveLearning.Contracts;
using ActiveLearning.Ledger.Items;
using ActiveLearning.Ledger.Labels;

namespace ActiveLearning.Ledger.Sql;

/// <summary>A lease as columns.</summary>
internal static class LeaseRow
{
    /// <summary>Columns of a join where leases are called <c>l</c>, items <c>i</c> and early ends <c>e</c>: an ended lease expired when it ended.</summary>
    public const string Columns = """
        l.ordinal, l.epoch, l.nonce, i.id, l.annotator, l.leased_at, CASE WHEN e.ended_at < l.expires_at THEN e.ended_at ELSE l.expires_at END, l.channel,
        l.arm, l.strategy, l.reason, l.neighbours, l.value, l.model_version, l.probabilities
        """;

    /// <summary>Where the columns come from.</summary>
    public const string From = """
        leases l
        JOIN items i ON i.project = l.project AND i.ordinal = l.ordinal
        LEFT JOIN lease_ends e ON e.project = l.project AND e.ordinal = l.ordinal AND e.epoch = l.epoch
        """;

    /// <summary>How many columns those are.</summary>
    public const int Width = 15;

    /// <summary>Finds one by project, ordinal and epoch.</summary>
    public const string SelectOne = $"SELECT {Columns} FROM {From} WHERE l.project = ?1 AND l.ordinal = ?2 AND l.epoch = ?3";

    private const string Insert = """
        INSERT INTO leases (
          project, ordinal, epoch, nonce, annotator, leased_at, expires_at, channel, arm, strategy, reason, neighbours, value, model_version, probabilities)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)
        """;

    /// <summary>Reads the columns, which begin at <paramref name="first"/>.</summary>
    public static Lease Read(Row row, int first) => new(
        new LeaseId(row.Int32(first), row.Int64(first + 1), unchecked((ulong)row.Int64(first + 2))),
        row.Text(first + 3),
        row.Text(first + 4),
        LedgerTime.FromMicroseconds(row.Int64(first + 5)),
        LedgerTime.FromMicroseconds(row.Int64(first + 6)),
        (LeaseChannel)row.Int32(first + 7),
        new LeaseGrounds(
            (Arm)row.Int32(first + 8),
            row.Text(first + 9),
            (LeaseReason)row.Int32(first + 10),
            row.Int32(first + 11),
            row.IsNull(first + 12) ? float.NaN : (float)row.Double(first + 12),
            row.NullableInt32(first + 13),
            MemoryMarshal.Cast<byte, float>(row.Bytes(first + 14)).ToArray()));

    /// <summary>The lease as the session sees it, or null; the nonce must fit.</summary>
    public static Lease? Find(SqlSession session, (int Project, LeaseId Id) lease) => Read(session.Prepare(SelectOne), lease.Project, lease.Id);

    /// <summary>The lease as the transaction sees it, or null; the nonce must fit.</summary>
    public static Lease? Find(LedgerTransaction transaction, int project, LeaseId leaseId) => Read(transaction.Prepare(SelectOne), project, leaseId);

    /// <summary>The lease that was granted with this epoch, or null.</summary>
    public static Lease? FindByEpoch(LedgerTransaction transaction, int project, int ordinal, long epoch)
    {
        using var row = transaction.Prepare(SelectOne).Bind(project).Bind(ordinal).Bind(epoch);
        return row.Step() ? Read(row, 0) : null;
    }

    /// <summary>Stores a lease from now on, under the epoch that the item has reached and for the annotator who holds it.</summary>
    public static Lease Add(LedgerTransaction transaction, int project, ItemState item, long now, LeaseChannel channel, LeaseGrounds grounds)
    {
        var id = new LeaseId(item.Ordinal, item.Epoch, transaction.NewNonce());
        var (annotator, until) = (item.Holder!, LedgerTime.ToMicroseconds(item.LeaseUntil!.Value));
        var insert = transaction.Prepare(Insert)
            .Bind(project).Bind(id.Ordinal).Bind(id.Epoch).Bind(unchecked((long)id.Nonce)).Bind(annotator).Bind(now).Bind(until).Bind((long)channel)
            .Bind((long)grounds.Arm).Bind(grounds.Strategy).Bind((long)grounds.Reason).Bind(grounds.Neighbours);

        // SQLite has no NaN: it would store NULL, so NULL is what an unknown value is called here.
        insert = float.IsNaN(grounds.Value) ? insert.BindNull() : insert.Bind((double)grounds.Value);
        insert.Bind(grounds.ModelVersion).Bind(MemoryMarshal.AsBytes(grounds.Probabilities.AsSpan())).Run();
        return new Lease(id, item.Id, annotator, LedgerTime.FromMicroseconds(now), item.LeaseUntil!.Value, channel, grounds);
    }

    private static Lease? Read(Statement select, int project, LeaseId leaseId)
    {
        using var row = select.Bind(project).Bind(leaseId.Ordinal).Bind(leaseId.Epoch);
        return row.Step() && Read(row, 0) is { } lease && lease.Id == leaseId ? lease : null;
    }
}
