using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace ActiveLearning.Ledger.Telemetry;

/// <summary>What the ledger's writer tells of itself. Units are UCUM's; what each means is in docs/observability.md.</summary>
public static class LedgerInstruments
{
    /// <summary>Name of the meter and of the source of traces.</summary>
    public const string Name = "ActiveLearning.Ledger";

    private static readonly Meter Meter = new(Name);

    /// <summary>Commits as spans.</summary>
    internal static ActivitySource Traces { get; } = new(Name);

    internal static Histogram<int> BatchOperations { get; } = Meter.CreateHistogram(
        "active_learning.ledger.batch.operations", "{operation}", "Writes that shared one commit.", tags: null,
        new InstrumentAdvice<int> { HistogramBucketBoundaries = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512] });

    internal static Histogram<double> CommitTime { get; } = Meter.CreateHistogram(
        "active_learning.ledger.commit.duration", "s", "From the beginning of a batch's transaction to the end of its commit.", tags: null,
        new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5] });

    internal static Counter<long> FailedWrites { get; } = Meter.CreateCounter<long>(
        "active_learning.ledger.writes.failed", "{operation}", "Writes that the store refused, or whose outcome is unknown; their callers were told.");

    internal static UpDownCounter<int> Waiting { get; } = Meter.CreateUpDownCounter<int>(
        "active_learning.ledger.queue.depth", "{operation}", "Writes that wait for the writer, by queue: labels, or bulk (imports, vectors, versions).");
}
