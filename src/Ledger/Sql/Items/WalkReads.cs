using ActiveLearning.Ledger.Items;

namespace ActiveLearning.Ledger.Sql;

/// <summary>Reads of the control arm's walk.</summary>
internal static class WalkReads
{
    // The split is a literal so that the statement can use the index on the walk.
    private const string SelectWalk = """
        SELECT i.ordinal, COALESCE(r.live_labels >= r.overlap, i.live_labels >= i.overlap), COALESCE(r.blocked, i.blocked), COALESCE(i.representative, i.ordinal)
        FROM items i LEFT JOIN items r ON r.project = i.project AND r.ordinal = i.representative
        WHERE i.project = ?1 AND i.split = 0 ORDER BY i.walk_rank, i.ordinal LIMIT ?2
        """;

    private const string CountPool = "SELECT COUNT(*) FROM items WHERE project = ?1 AND split = 0 AND ordinal < ?2";

    /// <summary>Items in the order of the walk, up to an open one.</summary>
    public static IReadOnlyList<WalkItem> Read(SqlSession session, (int Project, int OpenItems, int Limit) part)
    {
        using var rows = session.Prepare(SelectWalk).Bind(part.Project).Bind(part.Limit);
        var items = new List<WalkItem>();
        for (var open = 0; open < part.OpenItems && rows.Step();)
        {
            items.Add(new WalkItem(rows.Int32(0), rows.Int32(1) != 0, rows.Int32(2) != 0, rows.Int32(3)));
            open += items[^1].IsOpen ? 1 : 0;
        }

        return items;
    }

    /// <summary>Pool items below an ordinal.</summary>
    public static int CountBelow(SqlSession session, (int Project, int Ordinal) limit)
    {
        using var row = session.Prepare(CountPool).Bind(limit.Project).Bind(limit.Ordinal);
        return row.Step() ? row.Int32(0) : 0;
    }
}
