using System.Text.Json;
using ActiveLearning.Ledger.Projects;

namespace ActiveLearning.Ledger.Sql;

/// <summary>Projects with their newest dataset standard as columns, and the reads of them.</summary>
internal static class ProjectRows
{
    /// <summary>Columns of projects called <c>p</c> joined with standards called <c>s</c>.</summary>
    public const string Select = """
        SELECT p.key, p.id, p.name, s.json, p.control_arm_share, p.strategy, p.lease_us, p.partitions, p.walk_seed, p.created_at, p.near_duplicates
        FROM projects p JOIN standards s ON s.project = p.key
        """;

    private const string IsNewest = "s.version = (SELECT MAX(version) FROM standards WHERE project = p.key)";

    private const string SelectById = $"{Select} WHERE {IsNewest} AND p.id = ?1";

    private const string SelectAll = $"{Select} WHERE {IsNewest} ORDER BY p.key";

    private const string SelectCounts = """
        SELECT pool_items, test_items, settled_items, blocked_items, live_labels, label_sequence,
          (SELECT COUNT(*) FROM items WHERE project = ?1 AND lease_until > ?2), groups, group_members, settled_by_group, test_twins
        FROM project_counters WHERE project = ?1
        """;

    /// <summary>Reads the columns of <see cref="Select"/>.</summary>
    public static ProjectRow Read(Row row) => new(
        row.Int32(0),
        row.Text(1),
        row.Text(2),
        JsonSerializer.Deserialize(row.Bytes(3), LedgerJson.Columns.DatasetStandard)!,
        row.Double(4),
        row.Text(5),
        LedgerTime.ToDuration(row.Int64(6)),
        row.Int32(7),
        row.Int64(8),
        LedgerTime.FromMicroseconds(row.Int64(9)),
        row.Int32(10) != 0);

    /// <summary>The project with this id, or null.</summary>
    public static ProjectRow? Find(SqlSession session, string id)
    {
        using var row = session.Prepare(SelectById).Bind(id);
        return row.Step() ? Read(row) : null;
    }

    /// <summary>The project with this id as the transaction sees it, or null.</summary>
    public static ProjectRow? Find(LedgerTransaction transaction, string id)
    {
        using var row = transaction.Prepare(SelectById).Bind(id);
        return row.Step() ? Read(row) : null;
    }

    /// <summary>All projects, oldest first.</summary>
    public static IReadOnlyList<ProjectRow> List(SqlSession session, int none)
    {
        using var rows = session.Prepare(SelectAll);
        var projects = new List<ProjectRow>();
        while (rows.Step())
        {
            projects.Add(Read(rows));
        }

        return projects;
    }

    /// <summary>The project's counts now.</summary>
    public static ProjectCounts? Count(SqlSession session, int project)
    {
        using var row = session.Prepare(SelectCounts).Bind(project).Bind(session.ReadClock());
        if (!row.Step())
        {
            return null;
        }

        var (pool, test, settled, blocked, leased) = (row.Int32(0), row.Int32(1), row.Int32(2), row.Int32(3), row.Int32(6));
        return new ProjectCounts(pool + test, pool - settled - blocked - leased, leased, settled, blocked, test, row.Int32(4), row.Int64(5),
            row.Int32(7), row.Int32(8), row.Int32(9), row.Int32(10));
    }
}
