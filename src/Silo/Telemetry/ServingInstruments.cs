using System.Diagnostics.Metrics;

namespace ActiveLearning.Silo.Telemetry;

/// <summary>What hubs and HTTP tell of whom they serve. Units are UCUM's; what each means is in docs/observability.md.</summary>
internal static class ServingInstruments
{
    /// <summary>Name of the meter.</summary>
    public const string Name = "ActiveLearning.Silo";

    private static readonly Meter Meter = new(Name);

    /// <summary>By channel: <c>hub</c> or <c>http</c>.</summary>
    public static Histogram<double> AcknowledgementTime { get; } = Meter.CreateHistogram(
        "active_learning.label.acknowledgement.duration", "s", "From the call that brings an answer to its committed acknowledgement.", tags: null,
        new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10] });

    /// <summary>Screens that are connected to this silo.</summary>
    public static UpDownCounter<int> ConnectedAnnotators { get; } = Meter.CreateUpDownCounter<int>(
        "active_learning.annotators.connected", "{annotator}", "Annotators' screens that are connected to this silo.");
}
