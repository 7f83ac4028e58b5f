using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace ActiveLearning.Grains.Telemetry;

/// <summary>
/// What grains and lanes tell of the labelling and of the learning. Units are UCUM's; what each means is in docs/observability.md. Never the item, the person or the class: a project
/// has too many of them, and who answered what is nobody's business here.
/// </summary>
public static class GrainInstruments
{
    /// <summary>Name of the meter and of the source of traces.</summary>
    public const string Name = "ActiveLearning.Grains";

    private static readonly Meter Meter = new(Name);

    private static readonly InstrumentAdvice<double> Seconds = new() { HistogramBucketBoundaries = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30] };

    /// <summary>Refits as spans.</summary>
    internal static ActivitySource Traces { get; } = new(Name);

    internal static Counter<long> LabelsAcknowledged { get; } = Meter.CreateCounter<long>(
        "active_learning.labels.acknowledged", "{label}", "Answers that were committed and acknowledged; a repeated answer counts once.");

    internal static Counter<long> LabelsRefused { get; } = Meter.CreateCounter<long>(
        "active_learning.labels.refused", "{label}", "Answers that were refused, by outcome.");

    internal static Counter<long> LeasesGranted { get; } = Meter.CreateCounter<long>("active_learning.leases.granted", "{lease}", "Leases that were granted.");

    internal static Counter<long> LeasesRefused { get; } = Meter.CreateCounter<long>(
        "active_learning.leases.refused", "{lease}", "Grants that were refused, by outcome; the next candidate follows.");

    internal static Counter<long> LeaseConflicts { get; } = Meter.CreateCounter<long>(
        "active_learning.leases.conflicts", "{lease}", "Of the refused grants those that lost a race: held by somebody else, or known under an old epoch.");

    internal static Counter<long> SwapsOffered { get; } = Meter.CreateCounter<long>("active_learning.swaps.offered", "{swap}", "Better items that were offered to a screen.");

    internal static Counter<long> SwapsTaken { get; } = Meter.CreateCounter<long>("active_learning.swaps.taken", "{swap}", "Offers that a screen took.");

    internal static Counter<long> TextsEncoded { get; } = Meter.CreateCounter<long>("active_learning.encoding.texts", "{text}", "Texts that became vectors on this silo, cached ones included.");

    internal static UpDownCounter<long> EncodingBacklog { get; } = Meter.CreateUpDownCounter<long>(
        "active_learning.encoding.backlog", "{text}", "Texts that wait for the encoder of this silo.");

    internal static Gauge<long> PartitionBacklog { get; } = Meter.CreateGauge<long>(
        "active_learning.partition.unencoded", "{item}", "Items of a partition that have no vector yet: what autoscaling goes by.");

    internal static Histogram<double> RefitTime { get; } = Meter.CreateHistogram(
        "active_learning.refit.duration", "s", "One round of learning: reading the labels, fitting, storing, judging.", tags: null, Seconds);

    internal static Counter<long> Promotions { get; } = Meter.CreateCounter<long>("active_learning.promotions", "{version}", "Versions that became champion.");

    internal static Histogram<double> RerankTime { get; } = Meter.CreateHistogram(
        "active_learning.rerank.duration", "s", "Choosing another front of a partition.", tags: null, Seconds);

    internal static Gauge<long> Staleness { get; } = Meter.CreateGauge<long>(
        "active_learning.front.staleness", "{label}", "Labels that came since those from which the version in force learned.");

    internal static Gauge<int> FrontDepth { get; } = Meter.CreateGauge<int>("active_learning.front.depth", "{item}", "Ranked items of a partition that are ready to be handed out.");

    /// <summary>Makes a project's counters known before the first event: a rate can't be told from a counter that begins at one.</summary>
    internal static void Begin(string projectId)
    {
        foreach (var counter in (Counter<long>[])[LabelsAcknowledged, LeasesGranted, LeaseConflicts, SwapsOffered, SwapsTaken, Promotions])
        {
            counter.Add(0, Of(projectId));
        }
    }

    internal static TagList Of(string projectId) => new() { { "project", projectId } };

    internal static TagList Of(string projectId, string outcome) => new() { { "project", projectId }, { "outcome", outcome } };

    internal static TagList Of(string projectId, int partition) => new() { { "project", projectId }, { "partition", partition } };
}
