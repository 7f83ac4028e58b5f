namespace ActiveLearning.Learning.Features;

/// <summary>
/// How a text begins: its first word, and its first two words together, each as a hashed column in [1, <see cref="ColumnCount"/>); 0 where it has no such word. "How many", "who was", "you are":
/// the opening often says what kind of text it is, which a bag of n-grams doesn't keep.
/// </summary>
/// <param name="FirstWord">Column of the first word.</param>
/// <param name="FirstTwoWords">Column of the first two words.</param>
/// <remarks>
/// Only LSA reads openings (<see cref="Encoding.LatentSemanticAnalysis"/>), through which most of what they bring comes; read by the head as well they cost posts accuracy (docs/learning.md).
/// </remarks>
public readonly record struct TextOpening(ushort FirstWord, ushort FirstTwoWords)
{
    /// <summary>Size of the column space. Small: only openings that many texts share are of use, and these are few.</summary>
    public const int ColumnCount = 1 << 12;
}
