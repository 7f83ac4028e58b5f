using System.Text;

namespace ActiveLearning.Learning.Encoding;

/// <summary>Text as the feature extractors need it: Unicode normalisation refuses lone surrogates, so they become U+FFFD first.</summary>
internal static class WellFormedText
{
    /// <summary>Returns the NFKC form of any string, well-formed or not.</summary>
    public static string Nfkc(string text)
    {
        if (System.Text.Ascii.IsValid(text))
        {
            return text;
        }

        return Repair(text).Normalize(NormalizationForm.FormKC);
    }

    private static string Repair(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i]))
            {
                continue;
            }

            if (i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1]))
            {
                i++;
                continue;
            }

            var repaired = new StringBuilder(text.Length);
            foreach (var rune in text.EnumerateRunes())
            {
                // EnumerateRunes yields U+FFFD where a surrogate stands alone.
                repaired.Append(rune.ToString());
            }

            return repaired.ToString();
        }

        return text;
    }
}
