namespace ActiveLearning.Dashboard.Annotate;

/// <summary>Why an item can be skipped: the keys 1 to 4 after S.</summary>
public static class SkipReasons
{
    /// <summary>Reasons in the order of their keys; the first part is stored with the skip.</summary>
    public static IReadOnlyList<(string Stored, string Words)> All { get; } =
    [
        ("unclear", "No class fits, or two do"),
        ("language", "I do not read this language"),
        ("broken", "The text is broken or empty"),
        ("unwell", "I would rather not look at this"),
    ];
}
