using ActiveLearning.Ledger.Items;
using ActiveLearning.Ledger.Labels;

namespace ActiveLearning.Ledger.Sql;

/// <summary>Reads of items, in pages where there may be many.</summary>
internal static class ItemReads
{
    private const string SelectSome = $"""
        SELECT {ItemStateRow.Joined}, c.text, c.attributes, i.gold
        FROM items i JOIN item_contents c ON c.project = i.project AND c.ordinal = i.ordinal
        WHERE i.project = ?1 AND i.ordinal IN (SELECT value FROM json_each(?2))
        """;

    private const string SelectPage = $"""
        SELECT {ItemStateRow.Joined}, c.text, c.attributes, i.gold
        FROM items i JOIN item_contents c ON c.project = i.project AND c.ordinal = i.ordinal
        WHERE i.project = ?1 AND i.ordinal >= ?2
        ORDER BY i.ordinal LIMIT ?3
        """;

    // Item by item through their index. PostgreSQL, which takes any project for a few rows, would read all labels of the project and compare them with the list.
    private const string SelectLabelsOfSome = $"""
        SELECT {LabelRows.Columns} FROM json_each(?2) CROSS JOIN labels INDEXED BY labels_by_lease ON project = ?1 AND ordinal = value
        """;

    private const string SelectOrdinal = "SELECT ordinal FROM items WHERE project = ?1 AND id = ?2";

    private const string SelectPartition = $"""
        SELECT {ItemStateRow.Columns}, COALESCE(group_rank, walk_rank) FROM items
        WHERE project = ?1 AND pool_partition = ?2 AND ordinal >= ?3
        ORDER BY ordinal LIMIT ?4
        """;

    private const string SelectStates = $"SELECT {ItemStateRow.Columns}, COALESCE(group_rank, walk_rank) FROM items WHERE project = ?1 AND ordinal IN (SELECT value FROM json_each(?2)) ORDER BY ordinal";

    private const string SelectBlocked = $"""
        SELECT {ItemStateRow.Joined}, c.text, c.attributes, i.gold
        FROM items i INDEXED BY items_blocked JOIN item_contents c ON c.project = i.project AND c.ordinal = i.ordinal
        WHERE i.project = ?1 AND i.blocked = 1
        ORDER BY i.ordinal LIMIT ?2
        """;

    private const string SelectTexts = "SELECT ordinal, text FROM item_contents WHERE project = ?1 AND ordinal IN (SELECT value FROM json_each(?2))";

    private const string SelectAttributes = "SELECT ordinal, attributes, text FROM item_contents WHERE project = ?1 AND ordinal IN (SELECT value FROM json_each(?2))";

    private const string SelectTest = """
        SELECT i.ordinal, c.text, i.gold, c.attributes
        FROM items i JOIN item_contents c ON c.project = i.project AND c.ordinal = i.ordinal
        WHERE i.project = ?1 AND i.split = 1 AND i.ordinal >= ?2
        ORDER BY i.ordinal LIMIT ?3
        """;

    /// <summary>Items that several ask for, of any projects. Run in a snapshot.</summary>
    public static IReadOnlyDictionary<(int Project, int Ordinal), ItemRecord> ReadGathered(SqlSession session, IReadOnlyList<(int Project, int Ordinal)> wanted)
    {
        var items = new Dictionary<(int, int), ItemRecord>(wanted.Count);
        foreach (var project in wanted.GroupBy(item => item.Project))
        {
            foreach (var item in ReadSome(session, (project.Key, [.. project.Select(item => item.Ordinal)])))
            {
                items.Add((project.Key, item.State.Ordinal), item);
            }
        }

        return items;
    }

    /// <summary>These items with their labels. Run in a snapshot.</summary>
    public static IReadOnlyList<ItemRecord> ReadSome(SqlSession session, (int Project, IReadOnlyList<int> Ordinals) wanted)
    {
        var items = new List<ItemRecord>(wanted.Ordinals.Count);
        using (var rows = session.Prepare(SelectSome).Bind(wanted.Project).Bind(wanted.Ordinals))
        {
            while (rows.Step())
            {
                items.Add(ReadRecord(rows));
            }
        }

        // Most that are asked for are about to be granted for the first time: nobody can have labelled those.
        int[] granted = [.. items.Where(item => item.State.Epoch > 0).Select(item => item.State.Ordinal)];
        var labels = granted.Length > 0 ? ReadLabels(session, wanted.Project, granted) : null;
        for (var i = 0; i < items.Count; i++)
        {
            var item = WithGroupLabels(session, wanted.Project, items[i]);
            items[i] = labels?.Contains(item.State.Ordinal) == true ? item with { Labels = [.. labels[item.State.Ordinal].OrderBy(label => label.Sequence)] } : item;
        }

        return items;
    }

    /// <summary>Items with their labels from an ordinal on. Run in a snapshot.</summary>
    public static IReadOnlyList<ItemRecord> ReadPage(SqlSession session, (int Project, int From, int Limit) page)
    {
        var items = new List<ItemRecord>(page.Limit);
        using (var rows = session.Prepare(SelectPage).Bind(page.Project).Bind(page.From).Bind(page.Limit))
        {
            while (rows.Step())
            {
                items.Add(ReadRecord(rows));
            }
        }

        if (items.Count == 0)
        {
            return items;
        }

        var labels = LabelRows.ReadBetween(session, page.Project, items[0].State.Ordinal, items[^1].State.Ordinal).ToLookup(label => label.Ordinal);
        for (var i = 0; i < items.Count; i++)
        {
            if (labels.Contains(items[i].State.Ordinal))
            {
                items[i] = items[i] with { Labels = [.. labels[items[i].State.Ordinal]] };
            }

            items[i] = WithGroupLabels(session, page.Project, items[i]);
        }

        return items;
    }

    /// <summary>What a partition keeps of these items.</summary>
    public static IReadOnlyList<PartitionItem> ReadStates(SqlSession session, (int Project, IReadOnlyList<int> Ordinals) wanted)
    {
        var items = new List<PartitionItem>(wanted.Ordinals.Count);
        using var rows = session.Prepare(SelectStates).Bind(wanted.Project).Bind(wanted.Ordinals);
        while (rows.Step())
        {
            items.Add(new PartitionItem(ItemStateRow.Read(rows, 0), rows.Int64(ItemStateRow.Width)));
        }

        return items;
    }

    /// <summary>Blocked items.</summary>
    public static IReadOnlyList<ItemRecord> ReadBlocked(SqlSession session, (int Project, int Limit) page)
    {
        using var rows = session.Prepare(SelectBlocked).Bind(page.Project).Bind(page.Limit);
        var items = new List<ItemRecord>();
        while (rows.Step())
        {
            items.Add(ReadRecord(rows));
        }

        return items;
    }

    /// <summary>The ordinal of an id, or null.</summary>
    public static int? Find(SqlSession session, (int Project, string Id) item)
    {
        using var row = session.Prepare(SelectOrdinal).Bind(item.Project).Bind(item.Id);
        return row.Step() ? row.Int32(0) : null;
    }

    /// <summary>A partition's items from an ordinal on.</summary>
    public static IReadOnlyList<PartitionItem> ReadPartition(SqlSession session, (int Project, int Partition, int From, int Limit) page)
    {
        using var rows = session.Prepare(SelectPartition).Bind(page.Project).Bind(page.Partition).Bind(page.From).Bind(page.Limit);
        var items = new List<PartitionItem>();
        while (rows.Step())
        {
            items.Add(new PartitionItem(ItemStateRow.Read(rows, 0), rows.Int64(ItemStateRow.Width)));
        }

        return items;
    }

    /// <summary>Texts in the order asked.</summary>
    public static IReadOnlyList<ItemText> ReadTexts(SqlSession session, (int Project, IReadOnlyList<int> Ordinals) wanted)
    {
        var texts = new Dictionary<int, string>(wanted.Ordinals.Count);
        using var rows = session.Prepare(SelectTexts).Bind(wanted.Project).Bind(wanted.Ordinals);
        while (rows.Step())
        {
            texts.Add(rows.Int32(0), rows.Text(1));
        }

        return [.. from ordinal in wanted.Ordinals where texts.ContainsKey(ordinal) select new ItemText(ordinal, texts[ordinal])];
    }

    /// <summary>Attributes in the order asked.</summary>
    public static IReadOnlyList<ItemAttributes> ReadAttributes(SqlSession session, (int Project, IReadOnlyList<int> Ordinals) wanted)
    {
        var items = new Dictionary<int, ItemAttributes>(wanted.Ordinals.Count);
        using var rows = session.Prepare(SelectAttributes).Bind(wanted.Project).Bind(wanted.Ordinals);
        while (rows.Step())
        {
            items.Add(rows.Int32(0), new ItemAttributes(rows.Int32(0), ItemContents.WithDetected(rows.Bytes(1), rows.Text(2))));
        }

        return [.. from ordinal in wanted.Ordinals where items.ContainsKey(ordinal) select items[ordinal]];
    }

    /// <summary>Held-out items from an ordinal on.</summary>
    public static IReadOnlyList<TestItem> ReadTest(SqlSession session, (int Project, int From, int Limit) page)
    {
        using var rows = session.Prepare(SelectTest).Bind(page.Project).Bind(page.From).Bind(page.Limit);
        var items = new List<TestItem>();
        while (rows.Step())
        {
            items.Add(new TestItem(rows.Int32(0), rows.Text(1), rows.Int32(2), ItemContents.ReadAttributes(rows.Bytes(3))));
        }

        return items;
    }

    private static ItemRecord ReadRecord(Row row) => new(
        ItemStateRow.Read(row, 0),
        row.Text(ItemStateRow.Width),
        ItemContents.ReadAttributes(row.Bytes(ItemStateRow.Width + 1)),
        row.NullableInt32(ItemStateRow.Width + 2),
        [],
        []);

    private static ItemRecord WithGroupLabels(SqlSession session, int project, ItemRecord item) => item.State.Representative is { } representative
        ? item with { GroupLabels = LabelRows.ReadBetween(session, project, representative, representative) }
        : item;

    private static ILookup<int, LabelRow> ReadLabels(SqlSession session, int project, int[] ordinals)
    {
        using var rows = session.Prepare(SelectLabelsOfSome).Bind(project).Bind(ordinals);
        var labels = new List<LabelRow>();
        while (rows.Step())
        {
            labels.Add(LabelRows.Read(rows));
        }

        return labels.ToLookup(label => label.Ordinal);
    }
}
