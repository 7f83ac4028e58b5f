using ActiveLearning.Ledger.Groups;
using Orleans.Concurrency;

namespace ActiveLearning.Grains.Grouping;

/// <summary>
/// Finds the near-duplicates of a project's items in the background and joins them in the ledger; splits groups on the owner's word. Rebuilt from SQL on activation. Key:
/// <see cref="GrainKeys.Project"/>.
/// </summary>
[Alias("IGroupingGrain")]
public interface IGroupingGrain : IGrainWithStringKey
{
    /// <summary>A hint: items were imported.</summary>
    [Alias("ItemsImported"), OneWay]
    Task ItemsImported();

    /// <summary>Takes items out of a group for good, or (null) dissolves it. Runs between the steps of a comparison.</summary>
    [Alias("Split"), AlwaysInterleave]
    Task<SplitResult> Split(int representative, int[]? ordinals);
}
