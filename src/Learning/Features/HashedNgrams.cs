using System.Buffers;
using System.Globalization;
using System.Text;
using ActiveLearning.Learning.Encoding;

namespace ActiveLearning.Learning.Features;

/// <summary>
/// Hashed n-grams of a text: words and pairs of words, and runs of 3-5 characters inside padded words ("the hashing trick", Weinberger et al., 2009).
/// They need no training and serve every language, misspelling and emoji, which is what the encoder lacks.
/// </summary>
/// <remarks>Text is NFKC-normalised and lower-cased; a weight is 1 + ln(count), then the whole vector is scaled to length 1.</remarks>
public static class HashedNgrams
{
    /// <summary>Columns of the feature space: the lower half for words, the upper half for characters.</summary>
    public const int ColumnCount = 1 << 18;

    /// <summary>Changes whenever the same text would get other columns or weights.</summary>
    public const string Version = "ngrams-1";

    /// <summary>Code points that are read of a text; the rest of longer ones is ignored, which bounds time and memory per item.</summary>
    public const int ReadCodePoints = 10_000;

    private const int ColumnsPerBlock = ColumnCount / 2;
    private const int ShortestRun = 3;
    private const int LongestRun = 5;

    /// <summary>Returns the vector of a text; empty for a text that holds nothing but white space.</summary>
    /// <param name="text">Any string; lone surrogates count as U+FFFD.</param>
    public static NgramVector Extract(string text)
    {
        ArgumentNullException.ThrowIfNull(text);

        // NFKC may lengthen a text, so the cut before it only saves work and the one after it decides.
        var normalised = WellFormedText.Nfkc(text.Length > 2 * ReadCodePoints ? text[..(2 * ReadCodePoints)] : text);
        var symbols = ArrayPool<int>.Shared.Rent(Math.Min(normalised.Length, ReadCodePoints));
        var columns = ArrayPool<int>.Shared.Rent((4 * Math.Min(normalised.Length, ReadCodePoints)) + 64);
        try
        {
            var length = ReadLowerCase(normalised, symbols);
            var count = 0;
            var opening = AddWords(symbols.AsSpan(0, length), columns, ref count);
            AddRuns(symbols.AsSpan(0, length), columns, ref count);
            return Weigh(columns.AsSpan(0, count)) with { Opening = opening };
        }
        finally
        {
            ArrayPool<int>.Shared.Return(symbols);
            ArrayPool<int>.Shared.Return(columns);
        }
    }

    private static int ReadLowerCase(string text, int[] symbols)
    {
        var count = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            if (count == ReadCodePoints)
            {
                break;
            }

            symbols[count++] = rune.IsAscii ? AsciiLower(rune.Value) : Rune.ToLowerInvariant(rune).Value;
        }

        return count;
    }

    private static int AsciiLower(int symbol) => symbol is >= 'A' and <= 'Z' ? symbol | 0x20 : symbol;

    // A word has two or more letters, digits, marks or underscores, as in the usual bag-of-words tokenizer.
    private static TextOpening AddWords(ReadOnlySpan<int> symbols, int[] columns, ref int count)
    {
        var opening = default(TextOpening);
        var previous = 0UL;
        for (var i = 0; i < symbols.Length;)
        {
            if (!IsWord(symbols[i]))
            {
                i++;
                continue;
            }

            var start = i;
            var hash = Start(1);
            for (; i < symbols.Length && IsWord(symbols[i]); i++)
            {
                hash = Step(hash, symbols[i]);
            }

            if (i - start < 2)
            {
                continue;
            }

            columns[count++] = Column(hash, 0);
            if (previous == 0)
            {
                opening = new TextOpening(OpeningColumn(hash), 0);
            }
            else
            {
                var pair = Step(previous, ' ') ^ (hash * 0x9E3779B97F4A7C15);
                columns[count++] = Column(pair, 0);
                opening = opening.FirstTwoWords == 0 ? opening with { FirstTwoWords = OpeningColumn(pair) } : opening;
            }

            previous = hash;
        }

        return opening;
    }

    // Runs lie within one word that is padded with a space on both sides; a word too short for a run counts once as it is.
    private static void AddRuns(ReadOnlySpan<int> symbols, int[] columns, ref int count)
    {
        for (var i = 0; i < symbols.Length;)
        {
            if (IsSpace(symbols[i]))
            {
                i++;
                continue;
            }

            var start = i;
            while (i < symbols.Length && !IsSpace(symbols[i]))
            {
                i++;
            }

            AddRunsOfWord(symbols[start..i], columns, ref count);
        }
    }

    private static void AddRunsOfWord(ReadOnlySpan<int> word, int[] columns, ref int count)
    {
        var padded = word.Length + 2;
        for (var start = 0; start <= padded - ShortestRun; start++)
        {
            var hash = Start(2);
            var longest = Math.Min(LongestRun, padded - start);
            for (var n = 1; n <= longest; n++)
            {
                var at = start + n - 1;
                hash = Step(hash, at == 0 || at == padded - 1 ? ' ' : word[at - 1]);
                if (n >= ShortestRun)
                {
                    columns[count++] = Column(hash, ColumnsPerBlock);
                }
            }
        }
    }

    private static NgramVector Weigh(Span<int> columns)
    {
        if (columns.IsEmpty)
        {
            return NgramVector.Empty;
        }

        columns.Sort();
        var distinct = 1;
        for (var i = 1; i < columns.Length; i++)
        {
            distinct += columns[i] != columns[i - 1] ? 1 : 0;
        }

        var ids = new int[distinct];
        var weights = new float[distinct];
        var squares = 0.0;
        for (int i = 0, at = 0; i < columns.Length; at++)
        {
            var first = i;
            while (i < columns.Length && columns[i] == columns[first])
            {
                i++;
            }

            var weight = i - first == 1 ? 1f : 1f + MathF.Log(i - first);
            ids[at] = columns[first];
            weights[at] = weight;
            squares += weight * weight;
        }

        System.Numerics.Tensors.TensorPrimitives.Multiply(weights, (float)(1 / Math.Sqrt(squares)), weights);
        return new NgramVector(ids, weights);
    }

    private static bool IsSpace(int symbol) => symbol < 128 ? symbol is ' ' or (>= 9 and <= 13) or (>= 28 and <= 31) : Rune.IsWhiteSpace(new Rune(symbol));

    /// <summary>Whether a code point belongs to a word: letters, digits, marks and underscores.</summary>
    internal static bool IsWord(int symbol)
    {
        if (symbol < 128)
        {
            return symbol is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '_';
        }

        // Marks belong to words: without them every vowel sign of an Indic script would end one.
        return Rune.GetUnicodeCategory(new Rune(symbol)) is UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter
            or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter or UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber
            or UnicodeCategory.OtherNumber or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;
    }

    private static ulong Start(ulong kind) => 0xCBF29CE484222325 ^ (kind * 0x9E3779B97F4A7C15);

    private static ulong Step(ulong hash, int symbol) => (hash ^ (uint)symbol) * 0x100000001B3;

    private static int Column(ulong hash, int offset) => offset + (int)((Mix(hash) >> 40) & (ColumnsPerBlock - 1));

    private static ushort OpeningColumn(ulong hash) => (ushort)(1 + ((Mix(hash) >> 40) % (TextOpening.ColumnCount - 1)));

    // The finaliser of MurmurHash3: the steps above alone leave the high bits of short runs nearly empty.
    private static ulong Mix(ulong hash)
    {
        hash = (hash ^ (hash >> 33)) * 0xFF51AFD7ED558CCD;
        return (hash ^ (hash >> 33)) * 0xC4CEB9FE1A85EC53;
    }
}
