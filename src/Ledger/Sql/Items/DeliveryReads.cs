using ActiveLearning.Contracts;
using ActiveLearning.Ledger.Items;

namespace ActiveLearning.Ledger.Sql;

/// <summary>Reads of items for whoever passes them on.</summary>
internal static class DeliveryReads
{
    private const int RowsAPage = 1_000;
    private const int BytesAPage = 1_000_000;

    private const string SelectPage = """
        SELECT i.ordinal, i.id, i.split, i.overlap, i.representative, c.text, c.attributes
        FROM items i JOIN item_contents c ON c.project = i.project AND c.ordinal = i.ordinal
        WHERE i.project = ?1 AND i.ordinal >= ?2
        ORDER BY i.ordinal LIMIT ?3
        """;

    /// <summary>Items with their labels from an ordinal on, and where the next page begins; null after the last. Run in a snapshot.</summary>
    public static (IReadOnlyList<DeliveredItem> Page, int? Next) ReadPage(SqlSession session, int project, int from)
    {
        var items = new List<DeliveredItem>(RowsAPage);
        var members = new List<(int Index, int Representative)>();
        var bytes = 0;
        using (var rows = session.Prepare(SelectPage).Bind(project).Bind(from).Bind(RowsAPage))
        {
            while (bytes < BytesAPage && rows.Step())
            {
                if (rows.NullableInt32(4) is { } representative)
                {
                    members.Add((items.Count, representative));
                }

                items.Add(Read(rows));
                bytes += items[^1].Text.Length;
            }
        }

        if (items.Count == 0)
        {
            return (items, null);
        }

        var labels = LabelRows.ReadBetween(session, project, items[0].Ordinal, items[^1].Ordinal).ToLookup(label => label.Ordinal);
        for (var i = 0; labels.Count > 0 && i < items.Count; i++)
        {
            if (labels.Contains(items[i].Ordinal))
            {
                items[i] = items[i] with { Labels = [.. labels[items[i].Ordinal]] };
            }
        }

        foreach (var (index, representative) in members)
        {
            items[index] = items[index] with { GroupLabels = LabelRows.ReadBetween(session, project, representative, representative) };
        }

        return (items, items.Count == RowsAPage || bytes >= BytesAPage ? items[^1].Ordinal + 1 : null);
    }

    private static DeliveredItem Read(Row row)
    {
        var id = row.Bytes(1);
        var text = row.Bytes(5);
        var attributes = row.Bytes(6);
        var stored = new byte[id.Length + text.Length + attributes.Length];
        id.CopyTo(stored);
        text.CopyTo(stored.AsSpan(id.Length));
        attributes.CopyTo(stored.AsSpan(id.Length + text.Length));
        return new DeliveredItem(
            row.Int32(0),
            stored.AsMemory(0, id.Length),
            stored.AsMemory(id.Length, text.Length),
            stored.AsMemory(id.Length + text.Length),
            (ItemSplit)row.Int32(2),
            row.Int32(3),
            [],
            []);
    }
}
