namespace ActiveLearning.Ledger.Verification;

/// <summary>One promise of the ledger and whether the stored rows keep it.</summary>
/// <param name="Name">The promise as a sentence.</param>
/// <param name="Holds">Whether no row breaks it.</param>
/// <param name="Detail">The first rows that break it, and how many do; empty when it holds. May hold ids from outside: not to be printed as it is.</param>
/// <param name="Meaning">What the promise protects.</param>
/// <param name="Checked">How many rows (items, labels, leases, or counts) were looked at.</param>
public sealed record InvariantCheck(string Name, bool Holds, string Detail, string Meaning, long Checked);
