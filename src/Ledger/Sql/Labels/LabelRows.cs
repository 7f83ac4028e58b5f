using ActiveLearning.Contracts;
using ActiveLearning.Ledger.Labels;

namespace ActiveLearning.Ledger.Sql;

/// <summary>Rows of the label ledger as columns.</summary>
internal static class LabelRows
{
    /// <summary>Columns of a statement on <c>labels</c>.</summary>
    public const string Columns = """
        sequence, ordinal, epoch, nonce, annotator, class, leased_at, labelled_at, lead_time_ms, standard_version, arm, supersedes
        """;

    private const string SelectOne = $"SELECT {Columns} FROM labels WHERE project = ?1 AND sequence = ?2";

    // Read through the index on leases, whose order within an item is by epoch: rows are put in ledger order afterwards.
    private const string SelectBetween = $"""
        SELECT {Columns} FROM labels INDEXED BY labels_by_lease WHERE project = ?1 AND ordinal BETWEEN ?2 AND ?3 ORDER BY ordinal
        """;

    private const string SelectUndo = $"SELECT {Columns} FROM labels WHERE project = ?1 AND supersedes = ?2";

    private const string Insert = $"""
        INSERT INTO labels (project, {Columns}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
        """;

    /// <summary>Reads the columns, which begin at 0.</summary>
    public static LabelRow Read(Row row) => new(
        row.Int64(0),
        row.Int32(1),
        new LeaseId(row.Int32(1), row.Int64(2), unchecked((ulong)row.Int64(3))),
        row.Text(4),
        row.NullableInt32(5),
        LedgerTime.FromMicroseconds(row.Int64(6)),
        LedgerTime.FromMicroseconds(row.Int64(7)),
        row.Int32(8),
        row.Int32(9),
        (Arm)row.Int32(10),
        row.NullableInt64(11));

    /// <summary>The row with this sequence, or null.</summary>
    public static LabelRow? Find(LedgerTransaction transaction, int project, long sequence) =>
        ReadOne(transaction.Prepare(SelectOne).Bind(project).Bind(sequence));

    /// <summary>The row with this sequence, or null.</summary>
    public static LabelRow? Find(SqlSession session, (int Project, long Sequence) label) =>
        ReadOne(session.Prepare(SelectOne).Bind(label.Project).Bind(label.Sequence));

    /// <summary>The rows of the items from one ordinal to another, in ledger order.</summary>
    public static IReadOnlyList<LabelRow> ReadBetween(SqlSession session, int project, int first, int last)
    {
        using var rows = session.Prepare(SelectBetween).Bind(project).Bind(first).Bind(last);
        var labels = new List<LabelRow>();
        while (rows.Step())
        {
            labels.Add(Read(rows));
        }

        labels.Sort((a, b) => a.Sequence.CompareTo(b.Sequence));
        return labels;
    }

    /// <summary>The row that takes the label back, or null.</summary>
    public static LabelRow? FindUndo(LedgerTransaction transaction, int project, long sequence) =>
        ReadOne(transaction.Prepare(SelectUndo).Bind(project).Bind(sequence));

    /// <summary>Stores the row.</summary>
    public static void Add(LedgerTransaction transaction, int project, LabelRow label) => transaction.Prepare(Insert)
        .Bind(project).Bind(label.Sequence).Bind(label.Ordinal).Bind(label.LeaseId.Epoch).Bind(unchecked((long)label.LeaseId.Nonce)).Bind(label.Annotator)
        .Bind(label.Class).Bind(LedgerTime.ToMicroseconds(label.LeasedAt)).Bind(LedgerTime.ToMicroseconds(label.LabelledAt)).Bind(label.LeadTimeMs)
        .Bind(label.StandardVersion).Bind((long)label.Arm).Bind(label.Supersedes).Run();

    private static LabelRow? ReadOne(Statement select)
    {
        using (select)
        {
            return select.Step() ? Read(select) : null;
        }
    }
}
