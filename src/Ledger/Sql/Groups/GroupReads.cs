using ActiveLearning.Contracts;
using ActiveLearning.Ledger.Groups;
using ActiveLearning.Ledger.Items;

namespace ActiveLearning.Ledger.Sql;

/// <summary>Reads of groups and of twins.</summary>
internal static class GroupReads
{
    private const string SelectForComparison = """
        SELECT i.ordinal, i.split, c.text, i.representative,
          EXISTS (SELECT 1 FROM items r WHERE r.project = i.project AND r.ordinal = i.representative AND r.text_key = i.text_key), i.kept_apart
        FROM items i JOIN item_contents c ON c.project = i.project AND c.ordinal = i.ordinal
        WHERE i.project = ?1 AND i.ordinal >= ?2
        ORDER BY i.ordinal LIMIT ?3
        """;

    private const string SelectComparedUpTo = "SELECT compared_up_to FROM project_counters WHERE project = ?1";

    private const string SelectGroups = $"""
        SELECT {ItemStateRow.Columns} FROM items INDEXED BY items_that_represent
        WHERE project = ?1 AND ordinal > ?2 AND represented > 0 ORDER BY ordinal LIMIT ?3
        """;

    private const string MemberColumns = """
        i.ordinal, i.id, c.text, (SELECT t.id FROM items t WHERE t.project = i.project AND t.ordinal = i.test_twin)
        """;

    private const string Contents = "JOIN item_contents c ON c.project = i.project AND c.ordinal = i.ordinal";

    private const string SelectOne = $"SELECT {MemberColumns} FROM items i {Contents} WHERE i.project = ?1 AND i.ordinal = ?2";

    private const string SelectMembers = $"""
        SELECT {MemberColumns} FROM items i INDEXED BY items_by_representative {Contents}
        WHERE i.project = ?1 AND i.representative = ?2 ORDER BY i.ordinal LIMIT ?3
        """;

    private const string SelectTwins = $"""
        SELECT {MemberColumns} FROM items i INDEXED BY items_with_test_twin {Contents}
        WHERE i.project = ?1 AND i.ordinal > ?2 AND i.test_twin IS NOT NULL ORDER BY i.ordinal LIMIT ?3
        """;

    private const string SelectLabelledTwins = """
        SELECT ordinal FROM items INDEXED BY items_with_test_twin WHERE project = ?1 AND test_twin IS NOT NULL AND live_labels > 0 ORDER BY ordinal
        """;

    /// <summary>Items with what a comparison needs.</summary>
    public static IReadOnlyList<ComparedItem> ReadForComparison(SqlSession session, (int Project, int From, int Limit) page)
    {
        using var rows = session.Prepare(SelectForComparison).Bind(page.Project).Bind(page.From).Bind(page.Limit);
        var items = new List<ComparedItem>(page.Limit);
        while (rows.Step())
        {
            items.Add(new ComparedItem(
                rows.Int32(0), (ItemSplit)rows.Int32(1), rows.Text(2), rows.NullableInt32(3), rows.Int32(4) != 0, rows.Int32(5) != 0));
        }

        return items;
    }

    /// <summary>How far items were compared.</summary>
    public static int ReadComparedUpTo(SqlSession session, int project)
    {
        using var row = session.Prepare(SelectComparedUpTo).Bind(project);
        return row.Step() ? row.Int32(0) : 0;
    }

    /// <summary>A page of groups. Run in a snapshot.</summary>
    public static IReadOnlyList<NearDuplicateGroup> List(SqlSession session, (int Project, int After, int Limit, int MembersEach) page)
    {
        var representatives = new List<ItemState>();
        using (var rows = session.Prepare(SelectGroups).Bind(page.Project).Bind(page.After).Bind(page.Limit))
        {
            while (rows.Step())
            {
                representatives.Add(ItemStateRow.Read(rows, 0));
            }
        }

        return
        [
            .. representatives.Select(item => new NearDuplicateGroup(
                item,
                [
                    .. ReadMembers(session.Prepare(SelectOne).Bind(page.Project).Bind(item.Ordinal)),
                    .. ReadMembers(session.Prepare(SelectMembers).Bind(page.Project).Bind(item.Ordinal).Bind(Math.Max(0, page.MembersEach - 1))),
                ])),
        ];
    }

    /// <summary>A page of twins.</summary>
    public static IReadOnlyList<TestTwin> ListTwins(SqlSession session, (int Project, int After, int Limit) page) =>
    [
        .. ReadMembers(session.Prepare(SelectTwins).Bind(page.Project).Bind(page.After).Bind(page.Limit))
            .Select(item => new TestTwin(item.Ordinal, item.Id, item.Text, item.TestTwinId!)),
    ];

    /// <summary>Labelled twins of held-out items.</summary>
    public static IReadOnlyList<int> ReadLabelledTwins(SqlSession session, int project)
    {
        using var rows = session.Prepare(SelectLabelledTwins).Bind(project);
        var ordinals = new List<int>();
        while (rows.Step())
        {
            ordinals.Add(rows.Int32(0));
        }

        return ordinals;
    }

    private static List<GroupMember> ReadMembers(Statement select)
    {
        using var rows = select;
        var members = new List<GroupMember>();
        while (rows.Step())
        {
            members.Add(new GroupMember(rows.Int32(0), rows.Text(1), rows.Text(2), rows.NullableText(3)));
        }

        return members;
    }
}
