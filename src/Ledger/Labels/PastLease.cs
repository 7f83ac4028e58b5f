namespace ActiveLearning.Ledger.Labels;

/// <summary>A lease and what became of it.</summary>
/// <param name="Lease">The lease; one that was ended early expired when it ended.</param>
/// <param name="IsAnswered">Whether a label was given under it, undone or not.</param>
/// <param name="IsSkipped">Whether its holder gave the item up.</param>
public readonly record struct PastLease(Lease Lease, bool IsAnswered, bool IsSkipped);
