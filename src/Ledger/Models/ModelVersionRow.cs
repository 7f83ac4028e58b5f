using ActiveLearning.Contracts;
using Orleans;

namespace ActiveLearning.Ledger.Models;

/// <summary>Lineage of one immutable model version.</summary>
/// <param name="Version">Number within the project, from 1.</param>
/// <param name="Stage">Where it is in its life.</param>
/// <param name="LabelsUpTo">It saw the live labels among the ledger's rows up to this sequence.</param>
/// <param name="Labels">How many labelled items those were; near-duplicates of held-out items count, though no model learns from them.</param>
/// <param name="StandardVersion">Dataset standard of the labels.</param>
/// <param name="EncoderVersion">Encoder whose vectors the head reads.</param>
/// <param name="CreatedAt">When it was fitted.</param>
/// <param name="Metrics">What evaluation found; null before it.</param>
[GenerateSerializer, Immutable, Alias("model-version-row")]
public sealed record ModelVersionRow(
    [property: Id(0)] int Version,
    [property: Id(1)] ModelStage Stage,
    [property: Id(2)] long LabelsUpTo,
    [property: Id(3)] int Labels,
    [property: Id(4)] int StandardVersion,
    [property: Id(5)] string EncoderVersion,
    [property: Id(6)] DateTimeOffset CreatedAt,
    [property: Id(7)] ModelMetrics? Metrics)
{
    /// <summary>Acquisition function that chose the newest label outside the control arm that it saw; null when there is none. Found from the leases whenever a version is read.</summary>
    [Id(8)]
    public string? Strategy { get; init; }
}
