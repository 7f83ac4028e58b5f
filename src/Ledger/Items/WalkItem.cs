namespace ActiveLearning.Ledger.Items;

/// <summary>A pool item in the order of the control arm's walk.</summary>
/// <param name="Ordinal">The item's number.</param>
/// <param name="Settled">Whether it, or the item that stands for it, has all the labels it needs, by whichever arm.</param>
/// <param name="Blocked">Whether too many people skipped it, or the item that stands for it.</param>
/// <param name="LabelledAs">The item whose labels settle it: itself, or the representative of its near-duplicate group.</param>
public readonly record struct WalkItem(int Ordinal, bool Settled, bool Blocked, int LabelledAs)
{
    /// <summary>Whether the walk still waits for it.</summary>
    public bool IsOpen => !Settled && !Blocked;
}
