namespace ActiveLearning.Contracts.Api;

/// <summary>One row of <c>GET /api/v1/projects/{p}/blocked</c>: an item that too many people skipped.</summary>
/// <param name="Id">The item.</param>
/// <param name="Text">Its text.</param>
/// <param name="Attributes">Free attributes.</param>
public sealed record BlockedItem(string Id, string Text, IReadOnlyDictionary<string, string> Attributes);
