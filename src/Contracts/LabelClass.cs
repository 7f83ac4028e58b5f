namespace ActiveLearning.Contracts;

/// <summary>One class of a dataset standard: an answer that annotators can give.</summary>
/// <param name="Name">What the class is called in labels and exports, 1 to 64 characters, unique within its standard.</param>
/// <param name="Definition">One sentence that says what belongs here; may be empty.</param>
/// <param name="Severity">How much looking at such an item costs the person who looks: 0 none, 1 mild, 2 hard, 3 severe.</param>
/// <param name="Hotkey">The key that gives this answer in the workspace; null where the class is answered by its digit.</param>
[GenerateSerializer, Immutable, Alias("label-class")]
public sealed record LabelClass(
    [property: Id(0)] string Name,
    [property: Id(1)] string Definition = "",
    [property: Id(2)] int Severity = 0,
    [property: Id(3)] string? Hotkey = null);
