using ActiveLearning.Contracts;
using ActiveLearning.Ledger.Items;

namespace ActiveLearning.Ledger.Sql;

/// <summary>The changing part of an item as columns.</summary>
internal static class ItemStateRow
{
    /// <summary>Columns of a statement on <c>items</c> alone.</summary>
    public const string Columns = "ordinal, id, split, epoch, holder, lease_until, live_labels, overlap, blocked, representative, represented, test_twin";

    /// <summary>The same in a join where items are called <c>i</c>.</summary>
    public const string Joined = """
        i.ordinal, i.id, i.split, i.epoch, i.holder, i.lease_until, i.live_labels, i.overlap, i.blocked, i.representative, i.represented, i.test_twin
        """;

    /// <summary>How many columns those are.</summary>
    public const int Width = 12;

    private const string SelectOne = $"SELECT {Columns} FROM items WHERE project = ?1 AND ordinal = ?2";

    /// <summary>Reads the columns, which begin at <paramref name="first"/>.</summary>
    public static ItemState Read(Row row, int first) => new(
        row.Int32(first),
        row.Text(first + 1),
        (ItemSplit)row.Int32(first + 2),
        row.Int64(first + 3),
        row.NullableText(first + 4),
        row.NullableInt64(first + 5) is { } until ? LedgerTime.FromMicroseconds(until) : null,
        row.Int32(first + 6),
        row.Int32(first + 7),
        row.Int32(first + 8) != 0,
        row.NullableInt32(first + 9),
        row.Int32(first + 10),
        row.NullableInt32(first + 11));

    /// <summary>The item as the transaction sees it, or null.</summary>
    public static ItemState? Find(LedgerTransaction transaction, int project, int ordinal)
    {
        using var row = transaction.Prepare(SelectOne).Bind(project).Bind(ordinal);
        return row.Step() ? Read(row, 0) : null;
    }
}
