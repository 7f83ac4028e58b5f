using System.Buffers.Binary;
using ActiveLearning.Contracts;
using ActiveLearning.Ledger.Items;
using ActiveLearning.Ledger.Sql;

namespace ActiveLearning.Ledger.Sqlite;

/// <summary>
/// Exact duplicates at import: a pool item whose normal form is in the pool already is a member from its first moment. The index is named in every statement: left to itself the
/// planner reads all held-out items, or all items in order, for each row.
/// </summary>
internal static class CopiedText
{
    private const string SelectTwin = "SELECT 1 FROM items INDEXED BY items_by_text WHERE project = ?1 AND text_key = ?2 LIMIT 1";

    private const string SelectRepresentative = """
        SELECT COALESCE(representative, ordinal) FROM items INDEXED BY items_by_text
        WHERE project = ?1 AND text_key = ?2 AND split = 0 AND kept_apart = 0 AND overlap = ?3
        ORDER BY ordinal LIMIT 1
        """;

    private const string SelectTest = "SELECT ordinal FROM items INDEXED BY items_by_text WHERE project = ?1 AND text_key = ?2 AND split = 1 ORDER BY ordinal LIMIT 1";

    private const string SelectPool = $"SELECT {ItemStateRow.Columns} FROM items INDEXED BY items_by_text WHERE project = ?1 AND text_key = ?2 AND split = 0";

    private const string TakeMember = $"""
        UPDATE items SET represented = represented + 1, group_rank = CASE WHEN ?3 < COALESCE(group_rank, walk_rank) THEN ?3 ELSE group_rank END
        WHERE project = ?1 AND ordinal = ?2
        RETURNING {ItemStateRow.Columns}
        """;

    /// <summary>Whether an item with this normal form is there already: of most rows it is not, and then nothing else is to be asked.</summary>
    public static bool HasTwin(LedgerTransaction transaction, int project, NewItem item)
    {
        if (item.TextKey is not { } key)
        {
            return false;
        }

        using var row = transaction.Prepare(SelectTwin).Bind(project).Bind(Bytes(key));
        return row.Step();
    }

    /// <summary>The item that would stand for a new pool item with this normal form, or null.</summary>
    public static int? RepresentativeOf(LedgerTransaction transaction, int project, NewItem item, int overlap)
    {
        if (item is not { TextKey: { } key, Split: ItemSplit.Pool })
        {
            return null;
        }

        using var row = transaction.Prepare(SelectRepresentative).Bind(project).Bind(Bytes(key)).Bind(overlap);
        return row.Step() ? row.Int32(0) : null;
    }

    /// <summary>Notes a stored item with those it belongs with.</summary>
    public static void Stored(LedgerTransaction transaction, int project, NewItem item, int ordinal, int? representative)
    {
        if (item.TextKey is not { } key)
        {
            return;
        }

        if (representative is { } standing)
        {
            TakeInto(transaction, project, item, standing);
        }

        if (item.Split == ItemSplit.Test)
        {
            foreach (var twin in ReadPool(transaction, project, key))
            {
                JoinGroups.FlagTwin(transaction, project, twin, ordinal);
            }
        }
        else if (FindTest(transaction, project, key) is { } test)
        {
            JoinGroups.FlagTwin(transaction, project, ItemStateRow.Find(transaction, project, ordinal)!, test);
        }
    }

    /// <summary>The key as the column holds it.</summary>
    public static ReadOnlySpan<byte> Bytes(UInt128 key)
    {
        var bytes = new byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, key);
        return bytes;
    }

    private static void TakeInto(LedgerTransaction transaction, int project, NewItem item, int representative)
    {
        ItemState standing;
        using (var taken = transaction.Prepare(TakeMember).Bind(project).Bind(representative).Bind(item.WalkRank))
        {
            taken.Step();
            standing = ItemStateRow.Read(taken, 0);
            taken.Step();
        }

        var tally = transaction.Tally(project);
        tally.GroupMembers++;
        tally.Groups += standing.Represented == 1 ? 1 : 0;
        tally.AddMembers(standing, 1);
    }

    private static int? FindTest(LedgerTransaction transaction, int project, UInt128 key)
    {
        using var row = transaction.Prepare(SelectTest).Bind(project).Bind(Bytes(key));
        return row.Step() ? row.Int32(0) : null;
    }

    private static List<ItemState> ReadPool(LedgerTransaction transaction, int project, UInt128 key)
    {
        using var rows = transaction.Prepare(SelectPool).Bind(project).Bind(Bytes(key));
        var items = new List<ItemState>();
        while (rows.Step())
        {
            items.Add(ItemStateRow.Read(rows, 0));
        }

        return items;
    }
}
