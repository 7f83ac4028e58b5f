namespace ActiveLearning.Benchmarks.LabelEfficiency;

/// <summary>
/// Texts in another script with known labels: each Latin letter becomes a Cyrillic one, the frequent ones frequent ones, and all else stays. N-grams tell such texts apart as before; an encoder
/// of English can read none of them.
/// </summary>
public static class ScriptCipher
{
    private const string Latin = "etaoinshrdlcumwfgypbvkjxqz";
    private const string Cyrillic = "оеаинтсрвлкмдпуяыьгзбчйхжш";

    /// <summary>The file with its texts written so; cases stay.</summary>
    public static LabelledFile Write(LabelledFile file) => file with { Texts = [.. file.Texts.Select(Write)] };

    /// <summary>One text.</summary>
    public static string Write(string text) => string.Create(text.Length, text, static (written, plain) =>
    {
        for (var i = 0; i < plain.Length; i++)
        {
            var letter = Latin.IndexOf(char.ToLowerInvariant(plain[i]), StringComparison.Ordinal);
            written[i] = letter < 0 ? plain[i] : char.IsUpper(plain[i]) ? char.ToUpperInvariant(Cyrillic[letter]) : Cyrillic[letter];
        }
    });
}
