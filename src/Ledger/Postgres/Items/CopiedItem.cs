using System.Buffers.Binary;
using ActiveLearning.Contracts;
using ActiveLearning.Ledger.Sql;

namespace ActiveLearning.Ledger.Postgres;

/// <summary>An item, stored or new, as exact duplicates of a slice meet it.</summary>
internal sealed class CopiedItem(int ordinal, ItemSplit split, int overlap, long walkRank)
{
    public int Ordinal => ordinal;

    public ItemSplit Split => split;

    public int Overlap => overlap;

    public bool IsSettled { get; private init; }

    public bool IsBlocked { get; private init; }

    public bool IsKeptApart { get; private init; }

    /// <summary>The member that stands for it.</summary>
    public int? Representative { get; set; }

    /// <summary>How many others it stands for.</summary>
    public int Represented { get; private set; }

    /// <summary>Least rank of those others where it is below the item's own.</summary>
    public long? GroupRank { get; private set; }

    /// <summary>A held-out item that it is a near-duplicate of.</summary>
    public int? TestTwin { get; private set; }

    /// <summary>Whether a stored row has to be written again.</summary>
    public bool IsChanged { get; private set; }

    /// <summary>Reads the columns of a slice's copies.</summary>
    public static CopiedItem Read(Row row) => new(row.Int32(0), (ItemSplit)row.Int32(2), row.Int32(3), row.Int64(9))
    {
        IsSettled = row.Int32(4) >= row.Int32(3),
        IsBlocked = row.Int32(5) != 0,
        IsKeptApart = row.Int32(6) != 0,
        Representative = row.NullableInt32(7),
        Represented = row.Int32(8),
        GroupRank = row.NullableInt64(10),
        TestTwin = row.NullableInt32(11),
    };

    /// <summary>Stands for one more.</summary>
    public void TakeIn(CopiedItem member)
    {
        Represented++;
        GroupRank = member.WalkRank < (GroupRank ?? WalkRank) ? member.WalkRank : GroupRank;
        IsChanged = true;
    }

    /// <summary>Notes a held-out twin; the first counts.</summary>
    /// <returns>Whether this is the first.</returns>
    public bool Flag(int test)
    {
        if (TestTwin is not null)
        {
            return false;
        }

        TestTwin = test;
        IsChanged = true;
        return true;
    }

    /// <summary>A normal form's key as the column holds it.</summary>
    public static byte[] Bytes(UInt128 key)
    {
        var bytes = new byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, key);
        return bytes;
    }

    /// <summary>The key that a column holds.</summary>
    public static UInt128 Key(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt128BigEndian(bytes);

    private long WalkRank => walkRank;
}
