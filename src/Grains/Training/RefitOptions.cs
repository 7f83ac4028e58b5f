using System.ComponentModel.DataAnnotations;

namespace ActiveLearning.Grains.Training;

/// <summary>When heads are refitted. Section <c>Refit</c>.</summary>
public sealed class RefitOptions
{
    /// <summary>Section of the configuration.</summary>
    public const string Section = "Refit";

    /// <summary>Fewest new label rows that start a fit by number; default 5.</summary>
    [Range(1, 1_000_000)]
    public int LeastLabels { get; set; } = 5;

    /// <summary>Growth of the label rows that starts a fit, as a share; default 0.05.</summary>
    [Range(0, 10)]
    public double Growth { get; set; } = 0.05;

    /// <summary>How long labelling must pause before new labels of a hundredth of the old ones start a fit; default 0.5 s.</summary>
    public TimeSpan Pause { get; set; } = TimeSpan.FromSeconds(0.5);

    /// <summary>How long labelling must pause before any new label starts a fit; default 10 s.</summary>
    public TimeSpan LongPause { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Answers and leases that may wait for their commit when a fit starts; default 512. With more of them a fit waits, half a minute at most: labelling comes first. Lower: labelling under
    /// load is quicker and models are older.
    /// </summary>
    [Range(0, 1_000_000)]
    public int MostWaiting { get; set; } = 512;

    /// <summary>
    /// Labelled items that a head learns from at most, the first ones in ledger order; default 200,000. Each takes about 5 KB of memory (docs/performance.md), a
    /// refit some dozens of passes over them.
    /// </summary>
    [Range(100, 1_000_000)]
    public int MaximumLabels { get; set; } = 200_000;

    /// <summary>How long artefacts of archived versions are kept; default one day. Lineage stays for ever.</summary>
    public TimeSpan KeepArtefacts { get; set; } = TimeSpan.FromDays(1);
}
