using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace ActiveLearning.Learning.NearDuplicates;

/// <summary>A text as the set of its overlapping pieces of five characters (Broder, "On the resemblance and containment of documents", 1997).</summary>
public static class Shingles
{
    /// <summary>Characters of a piece. Shorter: strangers share more; longer: one changed word changes more pieces.</summary>
    public const int Length = 5;

    /// <summary>Hashes of the distinct pieces of a normal form, ascending; at least one.</summary>
    public static ulong[] Of(NormalText text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var padded = $" {text.Text} ";
        var count = Math.Max(1, padded.Length - Length + 1);
        var hashes = new ulong[count];
        for (var i = 0; i < count; i++)
        {
            hashes[i] = XxHash3.HashToUInt64(MemoryMarshal.AsBytes(padded.AsSpan(i, Math.Min(Length, padded.Length - i))));
        }

        Array.Sort(hashes);
        var distinct = 1;
        for (var i = 1; i < hashes.Length; i++)
        {
            if (hashes[i] != hashes[distinct - 1])
            {
                hashes[distinct++] = hashes[i];
            }
        }

        return hashes[..distinct];
    }

    /// <summary>Jaccard similarity of two sets: shared pieces over all pieces, 0 to 1.</summary>
    /// <param name="a">Ascending, without repetition.</param>
    /// <param name="b">Ascending, without repetition.</param>
    public static double Jaccard(ReadOnlySpan<ulong> a, ReadOnlySpan<ulong> b)
    {
        var (i, j, shared) = (0, 0, 0);
        while (i < a.Length && j < b.Length)
        {
            if (a[i] == b[j])
            {
                shared++;
                i++;
                j++;
            }
            else if (a[i] < b[j])
            {
                i++;
            }
            else
            {
                j++;
            }
        }

        var all = a.Length + b.Length - shared;
        return all == 0 ? 1 : (double)shared / all;
    }
}
