namespace ActiveLearning.Silo.Import;

/// <summary>A row's fields as the file holds them, before any rule is applied; null where absent.</summary>
/// <param name="Id">Id of the item.</param>
/// <param name="Text">Text to label.</param>
/// <param name="Attributes">Free attributes.</param>
/// <param name="Gold">Name of the known class.</param>
/// <param name="Split">What the item is for.</param>
internal readonly record struct RawRow(string? Id, string? Text, IReadOnlyDictionary<string, string> Attributes, string? Gold, string? Split);
