using ActiveLearning.Contracts;
using ActiveLearning.Ledger.Items;

namespace ActiveLearning.Ledger.Sql;

/// <summary>What joining and splitting need to know of an item.</summary>
/// <param name="State">The changing part.</param>
/// <param name="WalkRank">Its own rank in the walk.</param>
/// <param name="GroupRank">Rank at which the walk meets it: its own or, where that is lower, the least of those that it stands for.</param>
/// <param name="KeptApart">Whether an owner took it out of its group.</param>
/// <param name="IsInUse">Whether somebody has dealt with it: leased (a late answer may still come), labelled, skipped or blocked.</param>
internal sealed record GroupRow(ItemState State, long WalkRank, long GroupRank, bool KeptApart, bool IsInUse)
{
    private const string Columns = $"""
        {ItemStateRow.Columns}, walk_rank, COALESCE(group_rank, walk_rank), kept_apart,
        holder IS NOT NULL OR live_labels > 0 OR skips > 0 OR blocked = 1
        """;

    private const string SelectOne = $"SELECT {Columns} FROM items WHERE project = ?1 AND ordinal = ?2";

    private const string SelectRepresented = $"SELECT {Columns} FROM items INDEXED BY items_by_representative WHERE project = ?1 AND representative = ?2 ORDER BY ordinal";

    /// <summary>Whether it is of the pool, and so may be of a group.</summary>
    public bool IsOfPool => State.Split == ItemSplit.Pool;

    /// <summary>The item as the transaction sees it, or null.</summary>
    public static GroupRow? Find(LedgerTransaction transaction, int project, int ordinal)
    {
        using var row = transaction.Prepare(SelectOne).Bind(project).Bind(ordinal);
        return row.Step() ? Read(row) : null;
    }

    /// <summary>The items that this one stands for, by ordinal.</summary>
    public static List<GroupRow> FindRepresented(LedgerTransaction transaction, int project, int representative)
    {
        using var rows = transaction.Prepare(SelectRepresented).Bind(project).Bind(representative);
        var members = new List<GroupRow>();
        while (rows.Step())
        {
            members.Add(Read(rows));
        }

        return members;
    }

    private static GroupRow Read(Row row) => new(
        ItemStateRow.Read(row, 0),
        row.Int64(ItemStateRow.Width),
        row.Int64(ItemStateRow.Width + 1),
        row.Int32(ItemStateRow.Width + 2) != 0,
        row.Int32(ItemStateRow.Width + 3) != 0);
}
