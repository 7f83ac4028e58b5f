using System.ComponentModel.DataAnnotations;

namespace ActiveLearning.Grains.Routing;

/// <summary>How routers take items from partitions. Section <c>Router</c>.</summary>
public sealed class RouterOptions
{
    /// <summary>Section of the configuration.</summary>
    public const string Section = "Router";

    /// <summary>Items of the learning arm taken from a partition at once; default 8. Higher means fewer calls and a staler order.</summary>
    [Range(1, 256)]
    public int LearnBatch { get; set; } = 8;

    /// <summary>Items of the walk taken from a partition at once; default 2.</summary>
    [Range(1, 64)]
    public int WalkBatch { get; set; } = 2;

    /// <summary>
    /// How long taken items are handed out before they are put back for fresher ones; default 8 s, and less than the partitions' reservation. A partition that has another front says so, and then
    /// all are put back at once.
    /// </summary>
    public TimeSpan HandLifetime { get; set; } = TimeSpan.FromSeconds(8);

    /// <summary>How often partitions that were not asked for more meanwhile are told what was handed out, and other silos' routers what is out; default 4 s, and less than the partitions' reservation.</summary>
    public TimeSpan TellEvery { get; set; } = TimeSpan.FromSeconds(4);

    /// <summary>
    /// Least time between two rounds in which all screens look for better items; default 2 s. Shorter follows the model more closely and, with many annotators, writes
    /// more rows for swaps than for labels.
    /// </summary>
    public TimeSpan SwapInterval { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long after a partition's new front the screens are told to look for better items; default 0.25 s, so that all partitions are through.</summary>
    public TimeSpan RefreshDelay { get; set; } = TimeSpan.FromSeconds(0.25);
}
