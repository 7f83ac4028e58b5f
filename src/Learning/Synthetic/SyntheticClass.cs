namespace ActiveLearning.Learning.Synthetic;

/// <summary>A class of the synthetic project's label schema.</summary>
/// <param name="Name">What annotators call it.</param>
/// <param name="Definition">When an item belongs to it.</param>
/// <param name="Severity">How hard it is to look at, 0 to 3.</param>
/// <param name="Hotkey">The key that labels with it.</param>
/// <param name="Share">Its part of the stream.</param>
public sealed record SyntheticClass(string Name, string Definition, int Severity, string Hotkey, double Share);
