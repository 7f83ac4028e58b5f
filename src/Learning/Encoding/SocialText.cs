using System.Net;
using System.Text.RegularExpressions;

namespace ActiveLearning.Learning.Encoding;

/// <summary>
/// Posts as an encoder of plain sentences reads them best: HTML entities resolved, addresses and names of accounts as plain words, repeated punctuation once. Only for the
/// encoder: n-grams keep what was written, since how often somebody shouts is worth knowing. docs/learning.md has what it brings.
/// </summary>
internal static partial class SocialText
{
    private const int MaximumCharacters = 4_000;

    /// <summary>Returns the text to encode; plain sentences come back as they are.</summary>
    public static string Plain(string text)
    {
        // Only what the encoder would read: it stops at 128 pieces, and patterns over a book would cost more than encoding.
        var read = text.Length > MaximumCharacters ? text[..MaximumCharacters] : text;
        var decoded = read.Contains('&', StringComparison.Ordinal) ? WebUtility.HtmlDecode(read) : read;
        return Repeated().Replace(Account().Replace(Address().Replace(decoded, "link"), "user"), "$1");
    }

    [GeneratedRegex(@"https?://\S+", RegexOptions.CultureInvariant)]
    private static partial Regex Address();

    [GeneratedRegex(@"@\w+", RegexOptions.CultureInvariant)]
    private static partial Regex Account();

    [GeneratedRegex(@"([!?.,])\1+", RegexOptions.CultureInvariant)]
    private static partial Regex Repeated();
}
