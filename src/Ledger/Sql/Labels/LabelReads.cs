using ActiveLearning.Ledger.Labels;

namespace ActiveLearning.Ledger.Sql;

/// <summary>Reads of leases and labels.</summary>
internal static class LabelReads
{
    private const string SelectLive = $"""
        SELECT {LeaseRow.Columns}, c.text, c.attributes,
          EXISTS (SELECT 1 FROM exposures x WHERE x.project = l.project AND x.ordinal = l.ordinal AND x.epoch = l.epoch)
        FROM {LeaseRow.From}
        JOIN item_contents c ON c.project = l.project AND c.ordinal = l.ordinal
        WHERE i.project = ?1 AND i.holder = ?2 AND i.lease_until > ?3 AND l.epoch = i.epoch
        ORDER BY l.leased_at, l.ordinal
        """;

    private const string SelectAllLive = $"""
        SELECT {LeaseRow.Columns}
        FROM items i INDEXED BY items_by_holder
        CROSS JOIN leases l ON l.project = i.project AND l.ordinal = i.ordinal AND l.epoch = i.epoch
        LEFT JOIN lease_ends e ON e.project = l.project AND e.ordinal = l.ordinal AND e.epoch = l.epoch
        WHERE i.project = ?1 AND i.lease_until > ?2
        ORDER BY l.leased_at, l.ordinal
        """;

    private const string SelectAfter = $"""
        SELECT {LabelRows.Columns} FROM labels WHERE project = ?1 AND sequence > ?2 ORDER BY sequence LIMIT ?3
        """;

    private const string SelectLeases = $"""
        SELECT {LeaseRow.Columns},
          EXISTS (SELECT 1 FROM labels a INDEXED BY labels_by_lease WHERE a.project = l.project AND a.ordinal = l.ordinal AND a.epoch = l.epoch AND a.class IS NOT NULL),
          EXISTS (SELECT 1 FROM skips s WHERE s.project = l.project AND s.ordinal = l.ordinal AND s.annotator = l.annotator AND s.epoch = l.epoch)
        FROM {LeaseRow.From}
        WHERE l.project = ?1 AND (l.ordinal, l.epoch) > (?2, ?3)
        ORDER BY l.ordinal, l.epoch LIMIT ?4
        """;

    private const string SelectClosedTo = """
        SELECT closed.ordinal, MAX(closed.at) AS latest
        FROM (
          SELECT ordinal, labelled_at AS at FROM live_answers INDEXED BY live_answers_by_annotator WHERE project = ?1 AND annotator = ?2
          UNION ALL
          SELECT ordinal, skipped_at FROM skips INDEXED BY skips_by_annotator WHERE project = ?1 AND annotator = ?2) closed
        CROSS JOIN items i ON i.project = ?1 AND i.ordinal = closed.ordinal
        WHERE i.live_labels < i.overlap AND i.blocked = 0 AND i.representative IS NULL
        GROUP BY closed.ordinal ORDER BY latest DESC, closed.ordinal LIMIT ?3
        """;

    private const string SelectByAnnotator = """
        SELECT annotator, COUNT(*), MAX(labelled_at) FROM live_answers WHERE project = ?1 GROUP BY annotator ORDER BY annotator
        """;

    /// <summary>The annotator's live leases now, oldest first.</summary>
    public static IReadOnlyList<LeasedItem> ReadLive(SqlSession session, (int Project, string Annotator) request)
    {
        using var rows = session.Prepare(SelectLive).Bind(request.Project).Bind(request.Annotator).Bind(session.ReadClock());
        var leases = new List<LeasedItem>();
        while (rows.Step())
        {
            var lease = LeaseRow.Read(rows, 0);
            leases.Add(new LeasedItem(
                lease,
                rows.Text(LeaseRow.Width),
                ItemContents.ReadAttributes(rows.Bytes(LeaseRow.Width + 1)),
                lease.Channel == LeaseChannel.Http || rows.Int32(LeaseRow.Width + 2) != 0));
        }

        return leases;
    }

    /// <summary>All live leases of a project now, oldest first.</summary>
    public static IReadOnlyList<Lease> ReadAllLive(SqlSession session, int project)
    {
        using var rows = session.Prepare(SelectAllLive).Bind(project).Bind(session.ReadClock());
        var leases = new List<Lease>();
        while (rows.Step())
        {
            leases.Add(LeaseRow.Read(rows, 0));
        }

        return leases;
    }

    /// <summary>Leases after an item's epoch, by item and epoch.</summary>
    public static IReadOnlyList<PastLease> ReadLeases(SqlSession session, (int Project, int Ordinal, long Epoch, int Limit) after)
    {
        using var rows = session.Prepare(SelectLeases).Bind(after.Project).Bind(after.Ordinal).Bind(after.Epoch).Bind(after.Limit);
        var leases = new List<PastLease>();
        while (rows.Step())
        {
            leases.Add(new PastLease(LeaseRow.Read(rows, 0), rows.Int32(LeaseRow.Width) != 0, rows.Int32(LeaseRow.Width + 1) != 0));
        }

        return leases;
    }

    /// <summary>Label rows after a sequence, in order.</summary>
    public static IReadOnlyList<LabelRow> ReadAfter(SqlSession session, (int Project, long After, int Limit) request)
    {
        using var rows = session.Prepare(SelectAfter).Bind(request.Project).Bind(request.After).Bind(request.Limit);
        var labels = new List<LabelRow>();
        while (rows.Step())
        {
            labels.Add(LabelRows.Read(rows));
        }

        return labels;
    }

    /// <summary>Unsettled items that the annotator has answered or skipped, newest first.</summary>
    public static IReadOnlyList<int> ReadClosedTo(SqlSession session, (int Project, string Annotator, int Limit) request)
    {
        using var rows = session.Prepare(SelectClosedTo).Bind(request.Project).Bind(request.Annotator).Bind(request.Limit);
        var ordinals = new List<int>();
        while (rows.Step())
        {
            ordinals.Add(rows.Int32(0));
        }

        return ordinals;
    }

    /// <summary>Live labels of every annotator who has one, by name.</summary>
    public static IReadOnlyList<AnnotatorCount> CountByAnnotator(SqlSession session, int project)
    {
        using var rows = session.Prepare(SelectByAnnotator).Bind(project);
        var counts = new List<AnnotatorCount>();
        while (rows.Step())
        {
            counts.Add(new AnnotatorCount(rows.Text(0), rows.Int32(1), LedgerTime.FromMicroseconds(rows.Int64(2))));
        }

        return counts;
    }
}
