namespace ActiveLearning.Learning.Synthetic;

/// <summary>A made-up comment with its known class.</summary>
/// <param name="Id">Unique within a stream.</param>
/// <param name="Text">One or two short sentences.</param>
/// <param name="Attributes"><c>lang</c> (en, de, es) and <c>surface</c> (comment, reply, live chat).</param>
/// <param name="Class">Index into <see cref="SyntheticStream.Classes"/>.</param>
public sealed record SyntheticItem(string Id, string Text, IReadOnlyDictionary<string, string> Attributes, int Class);
