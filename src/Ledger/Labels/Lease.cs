using ActiveLearning.Contracts;
using Orleans;

namespace ActiveLearning.Ledger.Labels;

/// <summary>How an annotator took a lease.</summary>
[GenerateSerializer, Alias("lease-channel")]
public enum LeaseChannel
{
    /// <summary>Over plain HTTP: counts as shown, is never swapped, ends only by label, skip or expiry.</summary>
    Http = 0,

    /// <summary>Through the hub: may be swapped until shown, freed when the connection stays away.</summary>
    Hub = 1,
}

/// <summary>Why the lease was granted and what the model thought before the label was known (prequential).</summary>
/// <param name="Arm">Learning or control arm.</param>
/// <param name="Strategy">Acquisition function in force; <c>random</c> for an item that was not encoded yet.</param>
/// <param name="Reason">Reason for the "why" sentence.</param>
/// <param name="Neighbours">About how many open items lie near it; 0 when unknown.</param>
/// <param name="Value">Value that the acquisition function gave.</param>
/// <param name="ModelVersion">Version that scored the item; null before the first model.</param>
/// <param name="Probabilities">Class probabilities by that version, or empty.</param>
[GenerateSerializer, Immutable, Alias("lease-grounds")]
public sealed record LeaseGrounds(
    [property: Id(0)] Arm Arm,
    [property: Id(1)] string Strategy,
    [property: Id(2)] LeaseReason Reason,
    [property: Id(3)] int Neighbours,
    [property: Id(4)] float Value,
    [property: Id(5)] int? ModelVersion,
    [property: Id(6)] float[] Probabilities);

/// <summary>The right of one annotator to label one item until a time.</summary>
/// <param name="Id">Item, epoch and nonce.</param>
/// <param name="ItemId">The item's id.</param>
/// <param name="Annotator">Who holds it.</param>
/// <param name="LeasedAt">When it was granted.</param>
/// <param name="ExpiresAt">Its end, exclusive.</param>
/// <param name="Channel">How it was taken.</param>
/// <param name="Grounds">Why it was granted.</param>
[GenerateSerializer, Immutable, Alias("lease")]
public sealed record Lease(
    [property: Id(0)] LeaseId Id,
    [property: Id(1)] string ItemId,
    [property: Id(2)] string Annotator,
    [property: Id(3)] DateTimeOffset LeasedAt,
    [property: Id(4)] DateTimeOffset ExpiresAt,
    [property: Id(5)] LeaseChannel Channel,
    [property: Id(6)] LeaseGrounds Grounds)
{
    /// <summary>Whether the lease is live: until, not at, <see cref="ExpiresAt"/>.</summary>
    public bool IsLiveAt(DateTimeOffset instant) => instant < ExpiresAt;
}

/// <summary>A lease with what the annotator needs to see.</summary>
/// <param name="Lease">The lease.</param>
/// <param name="Text">The text to label.</param>
/// <param name="Attributes">Free attributes.</param>
/// <param name="Shown">Whether the item was on a screen.</param>
[GenerateSerializer, Immutable, Alias("leased-item")]
public sealed record LeasedItem(
    [property: Id(0)] Lease Lease,
    [property: Id(1)] string Text,
    [property: Id(2)] IReadOnlyDictionary<string, string> Attributes,
    [property: Id(3)] bool Shown);
