using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;

namespace ActiveLearning.Ledger.Items;

/// <summary>
/// 128-bit hash of what makes an item the same item: text, attributes, gold and split. The order of attributes does not matter; ids, partitions and walk
/// ranks are left out, as they say nothing of the content. Stored with every item, so the bytes that go in must never change.
/// </summary>
internal static class ContentHash
{
    /// <summary>Bytes of a hash.</summary>
    public const int Length = 16;

    /// <summary>Hashes the row's content.</summary>
    public static byte[] Of(NewItem item)
    {
        var hash = new XxHash128();
        Append(hash, item.Text);
        Append(hash, item.Gold ?? -1);
        Append(hash, (int)item.Split);
        Append(hash, item.Attributes.Count);
        foreach (var (name, value) in item.Attributes.OrderBy(attribute => attribute.Key, StringComparer.Ordinal))
        {
            Append(hash, name);
            Append(hash, value);
        }

        return hash.GetCurrentHash();
    }

    // Lengths go in before the bytes: otherwise "ab" + "c" and "a" + "bc" would be one content.
    private static void Append(XxHash128 hash, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        Append(hash, bytes.Length);
        hash.Append(bytes);
    }

    private static void Append(XxHash128 hash, int number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, number);
        hash.Append(bytes);
    }
}
