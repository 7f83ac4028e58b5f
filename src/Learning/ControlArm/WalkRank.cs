using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace ActiveLearning.Learning.ControlArm;

/// <summary>
/// An item's place in the control arm's random walk through the pool. A keyed hash, so that it is known at import, the same in every process, and as
/// good as a shuffle: the items with the lowest ranks are a simple random sample of the pool, whatever was imported when.
/// </summary>
public static class WalkRank
{
    /// <summary>Returns the rank, uniform over all values of a long; the walk goes from the lowest up.</summary>
    /// <param name="projectSeed">The project's own secret draw.</param>
    /// <param name="itemId">The item, or its near-duplicate group.</param>
    public static long Of(ulong projectSeed, string itemId)
    {
        ArgumentNullException.ThrowIfNull(itemId);
        return unchecked((long)XxHash3.HashToUInt64(MemoryMarshal.AsBytes(itemId.AsSpan()), (long)projectSeed));
    }
}
