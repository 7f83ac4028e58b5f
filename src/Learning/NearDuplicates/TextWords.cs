using System.Globalization;
using System.Text;
using ActiveLearning.Learning.Encoding;

namespace ActiveLearning.Learning.NearDuplicates;

/// <summary>Takes a text apart into the words that near-duplicates are compared by.</summary>
internal static class TextWords
{
    private const int MostRepeats = 2;

    /// <summary>Words in order, and whether a question mark stands anywhere.</summary>
    public static (List<string> Words, bool Asks) Split(string text)
    {
        var form = WellFormedText.Nfkc(text).ToLowerInvariant();
        var words = new List<string>();
        var word = new StringBuilder();
        var asks = false;
        for (var i = 0; i < form.Length;)
        {
            if (word.Length == 0 && LinkOrMention(form, i) is > 0 and var length)
            {
                // "rt @name:" marks a retweet; "rt" elsewhere may be a word.
                if (form[i] == '@' && words is [.., "rt"])
                {
                    words.RemoveAt(words.Count - 1);
                }

                i += length;
                continue;
            }

            Rune.DecodeFromUtf16(form.AsSpan(i), out var rune, out var width);
            i += width;
            if (IsInvisible(rune))
            {
                continue;
            }

            if (IsOfWord(rune) && !StandsAlone(rune))
            {
                Append(word, rune);
            }
            else if (rune.Value is '\'' or 0x2019 && word.Length > 0 && i < form.Length && char.IsLetter(form[i]))
            {
                word.Append('\'');
            }
            else
            {
                Finish(words, word);
                asks |= rune.Value is '?' or 0x61F or 0x37E;
                if (IsSign(rune) || IsOfWord(rune))
                {
                    words.Add(rune.ToString());
                }
            }
        }

        Finish(words, word);
        return (words, asks);
    }

    /// <summary>The text but for case, spacing and invisible characters.</summary>
    public static string Literal(string text)
    {
        var literal = new StringBuilder(text.Length);
        var gap = false;
        foreach (var rune in WellFormedText.Nfkc(text).ToLowerInvariant().EnumerateRunes())
        {
            if (Rune.IsWhiteSpace(rune))
            {
                gap = literal.Length > 0;
            }
            else if (!IsInvisible(rune))
            {
                literal.Append(gap ? " " : "").Append(rune.ToString());
                gap = false;
            }
        }

        return literal.ToString();
    }

    /// <summary>Length of the link or mention that begins here, or 0.</summary>
    private static int LinkOrMention(string form, int start)
    {
        var rest = form.AsSpan(start);
        if (rest.StartsWith("http://") || rest.StartsWith("https://") || rest.StartsWith("www."))
        {
            var end = rest.IndexOfAny(" \t\r\n");
            return end < 0 ? rest.Length : end;
        }

        if (rest[0] != '@')
        {
            return 0;
        }

        var length = 1;
        while (length < rest.Length && (char.IsLetterOrDigit(rest[length]) || rest[length] == '_'))
        {
            length++;
        }

        return length > 1 ? length : 0;
    }

    private static void Append(StringBuilder word, Rune rune)
    {
        // "sooo" and "sooooo" are one word, but 1000 is not 100.
        if (Rune.IsLetter(rune) && rune.IsBmp && word.Length >= MostRepeats
            && word[^1] == (char)rune.Value && word[^2] == (char)rune.Value)
        {
            return;
        }

        word.Append(rune.ToString());
    }

    private static void Finish(List<string> words, StringBuilder word)
    {
        if (word.Length > 0)
        {
            words.Add(word.ToString());
            word.Clear();
        }
    }

    private static bool IsOfWord(Rune rune) => Rune.IsLetterOrDigit(rune)
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark
            or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber;

    private static bool IsSign(Rune rune) => Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.MathSymbol or UnicodeCategory.CurrencySymbol or UnicodeCategory.OtherSymbol or UnicodeCategory.ModifierSymbol
        or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned;

    // Zero-width characters are put into words to slip past filters; variation selectors only choose a glyph.
    private static bool IsInvisible(Rune rune) =>
        Rune.GetUnicodeCategory(rune) == UnicodeCategory.Format || rune.Value is >= 0xFE00 and <= 0xFE0F
        || (Rune.IsControl(rune) && !Rune.IsWhiteSpace(rune));

    // Scripts that are written without spaces: Thai to Khmer and Myanmar, kana, Han.
    private static bool StandsAlone(Rune rune) => rune.Value is >= 0xE00 and <= 0xEFF or >= 0x1000 and <= 0x109F or >= 0x1780 and <= 0x17FF
        or >= 0x3040 and <= 0x30FF or >= 0x3400 and <= 0x4DBF or >= 0x4E00 and <= 0x9FFF or >= 0xF900 and <= 0xFAFF or >= 0x20000 and <= 0x3FFFF;
}
