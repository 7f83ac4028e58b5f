namespace ActiveLearning.Contracts.Api;

/// <summary>One row of <c>GET /api/v1/strategies</c>.</summary>
/// <param name="Name">Name that a project's <c>strategy</c> takes.</param>
/// <param name="TradeOff">What it is good and bad at, in a sentence.</param>
public sealed record Strategy(string Name, string TradeOff);
