using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace ActiveLearning.Learning.NearDuplicates;

/// <summary>
/// MinHash signatures in bands (Broder, 1997; Leskovec, Rajaraman and Ullman, "Mining of Massive Datasets", ch. 3): texts that share the hash of a band are candidates. A
/// pair of similarity s shares one of <see cref="Bands"/> bands of <see cref="Rows"/> with probability 1 − (1 − s⁵)⁶: .995 at .9, .91 at .8, .06 at .4. What must be
/// the same in close texts anyway (hard words, question) goes into every band's hash, so that a template filled with ten thousand numbers makes no crowd.
/// </summary>
public static class MinHashBands
{
    /// <summary>Bands of a signature. More find more of the close pairs and cost about 20 bytes an item each.</summary>
    public const int Bands = 6;

    /// <summary>Hash functions of a band. More let fewer strangers meet, and miss more close pairs.</summary>
    public const int Rows = 5;

    // Odd multipliers and offsets from a fixed generator: the same in every process, so that a restart finds the same candidates.
    private static readonly (ulong Multiplier, ulong Offset)[] Functions = Draw(Bands * Rows);

    /// <summary>The hash of each band.</summary>
    public static ulong[] Of(NormalText text)
    {
        ArgumentNullException.ThrowIfNull(text);
        Span<ulong> least = stackalloc ulong[Bands * Rows];
        least.Fill(ulong.MaxValue);
        foreach (var shingle in Shingles.Of(text))
        {
            for (var f = 0; f < least.Length; f++)
            {
                // The high half of a product is well mixed; the low half alone is not.
                var hash = Math.BigMul(shingle ^ Functions[f].Offset, Functions[f].Multiplier, out var low) ^ low;
                least[f] = Math.Min(least[f], hash);
            }
        }

        var guard = unchecked((long)XxHash3.HashToUInt64(MemoryMarshal.AsBytes($"{text.Asks}\0{string.Join('\0', HardWords.Of(text))}".AsSpan())));
        var bands = new ulong[Bands];
        for (var band = 0; band < Bands; band++)
        {
            bands[band] = XxHash3.HashToUInt64(MemoryMarshal.AsBytes(least.Slice(band * Rows, Rows)), guard + band);
        }

        return bands;
    }

    private static (ulong Multiplier, ulong Offset)[] Draw(int count)
    {
        var state = 0x9E3779B97F4A7C15UL;
        var functions = new (ulong, ulong)[count];
        for (var i = 0; i < count; i++)
        {
            functions[i] = (Next(ref state) | 1, Next(ref state));
        }

        return functions;
    }

    // SplitMix64 (Steele, Lea and Flood, 2014).
    private static ulong Next(ref ulong state)
    {
        state += 0x9E3779B97F4A7C15;
        var z = state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
