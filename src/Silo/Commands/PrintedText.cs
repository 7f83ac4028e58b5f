using System.Globalization;
using System.Text;

namespace ActiveLearning.Silo.Commands;

/// <summary>Text from outside, made fit for a terminal: it can neither end a line, move the cursor, nor turn the writing round.</summary>
internal static class PrintedText
{
    private const int Longest = 2_000;

    /// <summary>Writes whatever is not plainly visible as <c>\u{hex}</c>, a backslash twice, and cuts after 2,000 characters.</summary>
    public static string Escape(string text)
    {
        var printed = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (printed.Length >= Longest)
            {
                return printed.Append("...").ToString();
            }

            if (rune.Value == '\\')
            {
                printed.Append(@"\\");
            }
            else if (IsVisible(rune))
            {
                printed.Append(rune);
            }
            else
            {
                printed.Append(CultureInfo.InvariantCulture, $"\\u{{{rune.Value:X}}}");
            }
        }

        return printed.ToString();
    }

    private static bool IsVisible(Rune rune) => rune.Value == ' ' || Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.SpaceSeparator);
}
