namespace ActiveLearning.Ledger.Verification;

/// <summary>Something that holds for every ledger at every instant.</summary>
/// <param name="Name">The promise as a sentence.</param>
/// <param name="Meaning">What it protects, and what a broken one would have cost, for whoever runs the service.</param>
public sealed record Promise(string Name, string Meaning);
