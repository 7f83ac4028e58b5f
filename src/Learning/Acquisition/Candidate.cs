using ActiveLearning.Contracts;

namespace ActiveLearning.Learning.Acquisition;

/// <summary>An item worth a label.</summary>
/// <param name="Row">Its row in the slice.</param>
/// <param name="Value">
/// What the label is worth, more is better. Comparable between slices of one project under the same function, model version and number of
/// labels; not between functions.
/// </param>
/// <param name="Reason">Why it was chosen.</param>
/// <param name="Neighbours">About how many open items of the slice lie near it; 0 when that was not looked at.</param>
public readonly record struct Candidate(int Row, float Value, LeaseReason Reason, int Neighbours);
