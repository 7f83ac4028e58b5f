using System.Collections.Frozen;
using System.Globalization;

namespace ActiveLearning.Learning.NearDuplicates;

/// <summary>
/// Words in which near-duplicates must agree, however alike the rest is: those with a digit, and negations. A missed negation (no list holds them all) costs no more
/// than the one word by which close texts may differ at all.
/// </summary>
public static class HardWords
{
    // English, German, Dutch, French, Spanish, Portuguese, Italian, Polish, Russian, Turkish, Indonesian, Arabic, Hindi, Chinese and Japanese.
    private static readonly FrozenSet<string> Negations = new[]
    {
        "no", "not", "never", "none", "nor", "neither", "nobody", "nothing", "nowhere", "without", "cannot", "nope", "nah", "hardly", "barely", "stop", "anti",
        "non", "un", "fake", "cant", "dont", "wont", "isnt", "arent", "wasnt", "werent", "doesnt", "didnt", "havent", "hasnt", "hadnt", "shouldnt", "wouldnt",
        "couldnt", "mustnt", "aint", "nicht", "nich", "nix", "kein", "keine", "keinen", "keinem", "keiner", "keines", "nie", "niemals", "niemand", "nichts",
        "ohne", "nein", "niet", "geen", "nooit", "niks", "zonder", "ne", "pas", "jamais", "rien", "sans", "aucun", "aucune", "ni", "nunca", "sin", "nada",
        "nadie", "ningún", "ninguno", "ninguna", "jamás", "não", "nao", "nem", "sem", "mai", "senza", "nessuno", "niente", "bez", "nigdy", "не", "нет", "ни",
        "без", "никогда", "değil", "yok", "hayır", "tidak", "bukan", "tanpa", "jangan", "لا", "لم", "لن", "ليس", "ليست", "بدون", "नहीं", "मत", "न", "बिना",
        "不", "没", "沒", "非", "无", "無", "未", "别", "別", "勿", "ぬ", "ず",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>The text's hard words, sorted.</summary>
    public static string[] Of(NormalText text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var hard = text.Words.Where(IsHard).ToArray();
        Array.Sort(hard, StringComparer.Ordinal);
        return hard;
    }

    /// <summary>Whether a word of a <see cref="NormalText"/> is one.</summary>
    public static bool IsHard(string word)
    {
        ArgumentNullException.ThrowIfNull(word);
        return Negations.Contains(word) || word.EndsWith("n't", StringComparison.Ordinal) || word.Any(IsNumber);
    }

    private static bool IsNumber(char c) => char.GetUnicodeCategory(c)
        is UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber;
}
