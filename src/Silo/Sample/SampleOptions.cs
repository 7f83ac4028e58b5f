using System.ComponentModel.DataAnnotations;

namespace ActiveLearning.Silo.Sample;

/// <summary>Size and pace of the sample project (configuration section <c>Sample</c>).</summary>
internal sealed class SampleOptions
{
    /// <summary>Seed of the synthetic stream and of the simulated annotators. Default 7.</summary>
    public int Seed { get; set; } = 7;

    /// <summary>Items to label, 10 to 100,000. Default 4,000.</summary>
    [Range(10, 100_000)]
    public int Pool { get; set; } = 4_000;

    /// <summary>Held-out items, 0 to 100,000. Default 800.</summary>
    [Range(0, 100_000)]
    public int Test { get; set; } = 800;

    /// <summary>Labels in the project after which the simulated annotators stop. Default 2,000.</summary>
    [Range(0, 1_000_000)]
    public int StopAfterLabels { get; set; } = 2_000;

    /// <summary>Shortest time that a simulated annotator looks at an item. Default 2 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan ShortestLook { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Longest time that a simulated annotator looks at an item. Default 6 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan LongestLook { get; set; } = TimeSpan.FromSeconds(6);
}
