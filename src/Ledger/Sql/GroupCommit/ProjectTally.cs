using ActiveLearning.Ledger.Items;

namespace ActiveLearning.Ledger.Sql;

/// <summary>
/// A project's counters while a transaction runs: read once, changed in memory by every operation of the batch, written once before the commit. A rolled-back
/// transaction drops its tallies.
/// </summary>
internal sealed class ProjectTally
{
    private const string Select = $"SELECT {Columns} FROM project_counters WHERE project = ?1";

    private const string Update = """
        UPDATE project_counters
        SET next_ordinal = ?2, label_sequence = ?3, pool_items = ?4, test_items = ?5, settled_items = ?6, blocked_items = ?7, live_labels = ?8,
          groups = ?9, group_members = ?10, settled_by_group = ?11, test_twins = ?12, compared_up_to = ?13
        WHERE project = ?1
        """;

    private readonly int project;

    /// <summary>The counters of several projects at once, in the columns that <see cref="Read(Row, int)"/> reads.</summary>
    public const string Columns = """
        next_ordinal, label_sequence, pool_items, test_items, settled_items, blocked_items, live_labels,
        groups, group_members, settled_by_group, test_twins, compared_up_to
        """;

    private ProjectTally(int project) => this.project = project;

    public int NextOrdinal { get; set; }

    public long LabelSequence { get; set; }

    public int PoolItems { get; set; }

    public int TestItems { get; set; }

    /// <summary>Pool items with all their labels, those included that their group's label settled.</summary>
    public int SettledItems { get; set; }

    /// <summary>Pool items that too many people skipped, those included that such an item stands for.</summary>
    public int BlockedItems { get; set; }

    public int LiveLabels { get; set; }

    /// <summary>Near-duplicate groups of two or more.</summary>
    public int Groups { get; set; }

    /// <summary>Pool items that another one stands for.</summary>
    public int GroupMembers { get; set; }

    /// <summary>Those of them that their group's label has settled.</summary>
    public int SettledByGroup { get; set; }

    /// <summary>Pool items that are flagged as near-duplicates of held-out ones.</summary>
    public int TestTwins { get; set; }

    /// <summary>Items below this ordinal were compared with all before them.</summary>
    public int ComparedUpTo { get; set; }

    /// <summary>Counts members that an item takes, or (negative) no longer stands for: they share its state.</summary>
    public void AddMembers(ItemState standing, int count)
    {
        SettledItems += standing.IsSettled ? count : 0;
        SettledByGroup += standing.IsSettled ? count : 0;
        BlockedItems += standing.Blocked ? count : 0;
    }

    /// <summary>Counts an item, with all that it stands for, that got its last label, or (false) lost it.</summary>
    public void AddSettled(ItemState standing, bool settled)
    {
        var sign = settled ? 1 : -1;
        SettledItems += sign * (1 + standing.Represented);
        SettledByGroup += sign * standing.Represented;
    }

    /// <summary>Reads the project's counters.</summary>
    /// <exception cref="InvalidOperationException">No such project.</exception>
    public static ProjectTally Read(SqlSession session, int project)
    {
        using var row = session.Prepare(Select).Bind(project);
        return row.Step() ? Read(row, project) : throw new InvalidOperationException($"The ledger has no project with key {project}.");
    }

    /// <summary>Reads the columns, which begin at 0.</summary>
    public static ProjectTally Read(Row row, int project) => new(project)
    {
        NextOrdinal = row.Int32(0),
        LabelSequence = row.Int64(1),
        PoolItems = row.Int32(2),
        TestItems = row.Int32(3),
        SettledItems = row.Int32(4),
        BlockedItems = row.Int32(5),
        LiveLabels = row.Int32(6),
        Groups = row.Int32(7),
        GroupMembers = row.Int32(8),
        SettledByGroup = row.Int32(9),
        TestTwins = row.Int32(10),
        ComparedUpTo = row.Int32(11),
    };

    public void Write(SqlSession session) => session.Prepare(Update)
        .Bind(project).Bind(NextOrdinal).Bind(LabelSequence).Bind(PoolItems).Bind(TestItems).Bind(SettledItems).Bind(BlockedItems).Bind(LiveLabels)
        .Bind(Groups).Bind(GroupMembers).Bind(SettledByGroup).Bind(TestTwins).Bind(ComparedUpTo).Run();
}
