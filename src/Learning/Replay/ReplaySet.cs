using ActiveLearning.Learning.Features;

namespace ActiveLearning.Learning.Replay;

/// <summary>Labelled items to replay: a pool whose labels are revealed one by one, and a test split that is only ever scored.</summary>
public sealed class ReplaySet
{
    /// <summary>Names of the classes; labels below are their indices.</summary>
    public required IReadOnlyList<string> Classes { get; init; }

    /// <summary>Features of the pool.</summary>
    public required FeatureBlock Pool { get; init; }

    /// <summary>True class of each row of <see cref="Pool"/>.</summary>
    public required int[] PoolLabels { get; init; }

    /// <summary>Features of the test split.</summary>
    public required FeatureBlock Test { get; init; }

    /// <summary>True class of each row of <see cref="Test"/>.</summary>
    public required int[] TestLabels { get; init; }

    /// <summary>Share of each class that an owner would state; null when none is.</summary>
    public IReadOnlyList<double>? StatedShares { get; init; }

    /// <summary>For each attribute, the position of each pool row's value, for <see cref="Acquisition.SliceWeighted"/>; empty when the file has none.</summary>
    public IReadOnlyDictionary<string, ushort[]> PoolSlices { get; init; } = new Dictionary<string, ushort[]>();
}
