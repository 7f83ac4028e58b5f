using System.Text;

namespace ActiveLearning.Contracts;

/// <summary>Writing systems that texts are told apart by. The numbers travel between silos.</summary>
public enum TextScript : byte
{
    /// <summary>No letter at all.</summary>
    None = 0,

    /// <summary>Latin letters.</summary>
    Latin = 1,

    /// <summary>Cyrillic letters.</summary>
    Cyrillic = 2,

    /// <summary>Greek letters.</summary>
    Greek = 3,

    /// <summary>Arabic letters, also of Persian and Urdu.</summary>
    Arabic = 4,

    /// <summary>Hebrew letters.</summary>
    Hebrew = 5,

    /// <summary>Devanagari, as in Hindi and Marathi.</summary>
    Devanagari = 6,

    /// <summary>Any other script of South Asia: Bengali, Gurmukhi, Tamil, ...</summary>
    OtherIndic = 7,

    /// <summary>Thai letters.</summary>
    Thai = 8,

    /// <summary>Korean syllables and letters.</summary>
    Hangul = 9,

    /// <summary>Chinese characters without kana.</summary>
    Han = 10,

    /// <summary>Kana, with or without Chinese characters.</summary>
    Japanese = 11,

    /// <summary>Letters of another script.</summary>
    Other = 12,
}

/// <summary>Finds a text's script by its letters' Unicode blocks: a slice that every project has without its owner having to name languages.</summary>
public static class DetectedScript
{
    /// <summary>The attribute under which scripts are reported; an item that brings an attribute of this name keeps its own value.</summary>
    public const string Attribute = "script";

    // A post shows its script in its first words; longer ones are not read to the end.
    private const int CharactersRead = 1_000;

    private const int Scripts = (int)TextScript.Other + 1;

    /// <summary>The script that most letters of the text's beginning belong to; of equals the first in <see cref="TextScript"/>.</summary>
    public static TextScript Of(ReadOnlySpan<char> text)
    {
        Span<int> letters = stackalloc int[Scripts];
        letters.Clear();
        foreach (var rune in text[..Math.Min(text.Length, CharactersRead)].EnumerateRunes())
        {
            if (rune.IsAscii ? char.IsAsciiLetter((char)rune.Value) : Rune.IsLetter(rune))
            {
                letters[(int)OfLetter(rune.Value)]++;
            }
        }

        // Japanese writes most words in Chinese characters: some kana decide.
        if (letters[(int)TextScript.Japanese] > 0 && 10 * letters[(int)TextScript.Japanese] >= letters[(int)TextScript.Han])
        {
            letters[(int)TextScript.Japanese] += letters[(int)TextScript.Han];
            letters[(int)TextScript.Han] = 0;
        }

        var most = TextScript.None;
        for (var script = 1; script < Scripts; script++)
        {
            most = letters[script] > letters[(int)most] ? (TextScript)script : most;
        }

        return most;
    }

    /// <summary>The item's value of <see cref="Attribute"/>: its own, or else the detected one.</summary>
    public static string ValueOf(IReadOnlyDictionary<string, string> attributes, ReadOnlySpan<char> text)
    {
        ArgumentNullException.ThrowIfNull(attributes);
        return attributes.TryGetValue(Attribute, out var own) ? own : Of(text).ToString();
    }

    private static TextScript OfLetter(int codePoint) => codePoint switch
    {
        < 0x0250 or (>= 0x1E00 and <= 0x1EFF) or (>= 0x2C60 and <= 0x2C7F) or (>= 0xA720 and <= 0xA7FF) or (>= 0xFF21 and <= 0xFF5A) => TextScript.Latin,
        (>= 0x0370 and <= 0x03FF) or (>= 0x1F00 and <= 0x1FFF) => TextScript.Greek,
        (>= 0x0400 and <= 0x052F) or (>= 0x1C80 and <= 0x1C8F) or (>= 0x2DE0 and <= 0x2DFF) or (>= 0xA640 and <= 0xA69F) => TextScript.Cyrillic,
        (>= 0x0590 and <= 0x05FF) or (>= 0xFB1D and <= 0xFB4F) => TextScript.Hebrew,
        (>= 0x0600 and <= 0x06FF) or (>= 0x0750 and <= 0x077F) or (>= 0x08A0 and <= 0x08FF) or (>= 0xFB50 and <= 0xFDFF) or (>= 0xFE70 and <= 0xFEFF) => TextScript.Arabic,
        (>= 0x0900 and <= 0x097F) or (>= 0xA8E0 and <= 0xA8FF) => TextScript.Devanagari,
        >= 0x0980 and <= 0x0DFF => TextScript.OtherIndic,
        >= 0x0E00 and <= 0x0E7F => TextScript.Thai,
        (>= 0x1100 and <= 0x11FF) or (>= 0x3130 and <= 0x318F) or (>= 0xA960 and <= 0xA97F) or (>= 0xAC00 and <= 0xD7FF) => TextScript.Hangul,
        (>= 0x3040 and <= 0x30FF) or (>= 0x31F0 and <= 0x31FF) or (>= 0xFF66 and <= 0xFF9F) => TextScript.Japanese,
        (>= 0x3005 and <= 0x3007) or (>= 0x3400 and <= 0x4DBF) or (>= 0x4E00 and <= 0x9FFF) or (>= 0xF900 and <= 0xFAFF) or (>= 0x20000 and <= 0x3FFFF) => TextScript.Han,
        _ => TextScript.Other,
    };
}
