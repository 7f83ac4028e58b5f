using System.ComponentModel.DataAnnotations;

namespace ActiveLearning.Grains.ContentItems;

/// <summary>How leases behave, for all projects. Section <c>Leases</c>. A lease's duration is the project's own.</summary>
public sealed class LeaseOptions
{
    /// <summary>Section of the configuration.</summary>
    public const string Section = "Leases";

    /// <summary>How long an answer can be taken back; default 10 minutes.</summary>
    public TimeSpan UndoWindow { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// How long a screen may stay away before its leases are freed; default 30 s. Longer forgives worse networks and keeps items waiting.
    /// </summary>
    public TimeSpan DisconnectGrace { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Items on an annotator's screen side, the shown one included: 1 to 3, default 2.</summary>
    [Range(1, 3)]
    public int Buffer { get; set; } = 2;

    /// <summary>How much more informative (one minus the margin, 0 to 1) an item must be to take a buffered one's place; default 0.25. Lower swaps more often.</summary>
    [Range(0.01, 1)]
    public double SwapMargin { get; set; } = 0.25;
}
