namespace ActiveLearning.Contracts.Api;

/// <summary>Answer of a call that only says how it ended.</summary>
/// <param name="Outcome">The outcome's word, for example <c>undone</c>.</param>
public sealed record OutcomeReply(string Outcome);
