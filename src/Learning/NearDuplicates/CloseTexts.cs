namespace ActiveLearning.Learning.NearDuplicates;

/// <summary>
/// Whether two texts say the same for the purpose of one label. Strict on purpose (docs/near-duplicates.md): a pair that is missed costs one label, a pair that is
/// joined wrongly gives an item a label that nobody gave it.
/// </summary>
public static class CloseTexts
{
    /// <summary>Least Jaccard similarity of the shingles. Lower joins shorter texts that differ by a word, and more of those need another label.</summary>
    public const double LeastSimilarity = 0.9;

    /// <summary>
    /// Whether the texts are near-duplicates: the same normal form, or the same words in the same order but for one that only one of them has, neither a number nor a
    /// negation, with shingles at least <see cref="LeastSimilarity"/> alike. A replaced word is never close: it may be the one that matters.
    /// </summary>
    public static bool AreClose(NormalText a, NormalText b)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        if (a.IsShort || b.IsShort || a.Asks != b.Asks)
        {
            return a.IsShort == b.IsShort && a.Text == b.Text;
        }

        var (longer, shorter) = a.Words.Count >= b.Words.Count ? (a, b) : (b, a);
        return (longer.Words.Count - shorter.Words.Count) switch
        {
            0 => a.Text == b.Text,
            1 => !HardWords.IsHard(longer.Words[FirstDifference(longer, shorter)])
                && RestIsSame(longer, shorter)
                && Shingles.Jaccard(Shingles.Of(a), Shingles.Of(b)) >= LeastSimilarity,
            _ => false,
        };
    }

    private static bool RestIsSame(NormalText longer, NormalText shorter)
    {
        for (var i = FirstDifference(longer, shorter); i < shorter.Words.Count; i++)
        {
            if (longer.Words[i + 1] != shorter.Words[i])
            {
                return false;
            }
        }

        return true;
    }

    private static int FirstDifference(NormalText longer, NormalText shorter)
    {
        var same = 0;
        while (same < shorter.Words.Count && longer.Words[same] == shorter.Words[same])
        {
            same++;
        }

        return same;
    }
}
