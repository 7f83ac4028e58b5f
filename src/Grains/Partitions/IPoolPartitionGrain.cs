using ActiveLearning.Contracts;
using ActiveLearning.Learning.Features;
using ActiveLearning.Ledger.Items;
using Orleans.Concurrency;

namespace ActiveLearning.Grains.Partitions;

/// <summary>
/// A slice of the pool: ranking, vectors and scores of its items, ends of their leases, coverage counts. Rebuilt from SQL on activation.
/// Key: <see cref="GrainKeys.Partition"/>.
/// </summary>
[Alias("IPoolPartitionGrain")]
public interface IPoolPartitionGrain : IGrainWithStringKey
{
    /// <summary>Takes up to <paramref name="count"/> items off the front, best first, and sets them aside for the caller for a few seconds.</summary>
    /// <param name="count">How many. Where several silos' routers take, each gets less as the pool runs out.</param>
    /// <param name="router">The silo of the router that takes; it is told of new fronts from then on, and asked for what it does not need when another finds nothing.</param>
    /// <param name="handedOut">What the router has handed out since it said so last, as in <see cref="HandedOut"/>; null from a silo that does not say so.</param>
    /// <param name="notFor">Items to leave for others: those that are not for the annotator for whom the router asks, having nothing else in hand for them. None where it fills its hand for anybody; null as above.</param>
    [Alias("TakeFront")]
    Task<FrontSlice> TakeFront(int count, SiloAddress? router, int[]? handedOut, int[]? notFor);

    /// <summary>The next items of the control arm's walk in this partition that are neither settled, blocked nor leased.</summary>
    /// <param name="count">How many.</param>
    /// <param name="router">The silo of the router that takes.</param>
    /// <param name="handedOut">What the router has handed out since it said so last, as in <see cref="TakeFront"/>.</param>
    /// <param name="notFor">Items to leave for others, as in <see cref="TakeFront"/>.</param>
    [Alias("TakeWalk")]
    Task<FrontSlice> TakeWalk(int count, SiloAddress? router, int[]? handedOut, int[]? notFor);

    /// <summary>How informative these items are under the champion now, 0 to 1 (one minus the margin); NaN where unknown.</summary>
    [Alias("ValueOf")]
    Task<float[]> ValueOf(int[] ordinals);

    /// <summary>Class probabilities of the held-out items under a version, for its evaluation; reads memory only.</summary>
    [Alias("ScoreTest"), AlwaysInterleave]
    Task<TestScores> ScoreTest(int version);

    /// <summary>Features of items that have a vector, which learning and coverage need of labelled ones. Waits until stored vectors are read, beside other calls' steps.</summary>
    [Alias("FeaturesOf"), AlwaysInterleave]
    Task<KnownFeatures> FeaturesOf(int[] ordinals);

    /// <summary>Features of the first encoded pool items in the order of the walk, which are a random sample; reads memory only.</summary>
    [Alias("SampleOf"), AlwaysInterleave]
    Task<PoolSample> SampleOf(int count);

    /// <summary>The first pool items, in the order of the walk, that the encoder could not read: a random sample of them; reads memory only.</summary>
    [Alias("UnreadItems"), AlwaysInterleave]
    Task<UnreadItems> UnreadItems(int count);

    /// <summary>A hint: the project's LSA was fitted anew; the partition embeds by it what the encoder could not read.</summary>
    [Alias("LsaFitted"), OneWay]
    Task LsaFitted();

    /// <summary>Counts for status and dashboard; reads memory only.</summary>
    [Alias("GetCoverage"), AlwaysInterleave]
    Task<PartitionCoverage> GetCoverage();

    /// <summary>Items set aside for a router, by its front or by the walk, are free again.</summary>
    [Alias("PutBack")]
    Task PutBack(int[] ordinals, bool ofWalk);

    /// <summary>A hint: a router handed these items out, which it had taken; they count as leased until the ledger's word on them, or for a minute.</summary>
    [Alias("HandedOut"), OneWay]
    Task HandedOut(int[] ordinals);

    /// <summary>A hint: items changed; carries their true states as the ledger told them.</summary>
    [Alias("ItemsChanged"), OneWay]
    Task ItemsChanged(ItemState[] items);

    /// <summary>A hint: somebody labels in this project, perhaps through another silo, so this silo's background work steps back for a while.</summary>
    [Alias("PeopleLabel"), OneWay, AlwaysInterleave]
    Task PeopleLabel();

    /// <summary>A hint: near-duplicate groups changed; carries the items' true states and ranks in the walk.</summary>
    [Alias("ItemsRegrouped"), OneWay]
    Task ItemsRegrouped(PartitionItem[] items);

    /// <summary>Items were imported: returns when they can be leased. Texts and vectors follow in the background.</summary>
    [Alias("ItemsImported")]
    Task ItemsImported();

    /// <summary>A hint: this version is being judged; the partition scores its items with it, so that it can serve as soon as it is champion.</summary>
    [Alias("Prepare"), OneWay]
    Task Prepare(int candidate);

    /// <summary>A hint: another champion, strategy or set of labels; the partition pulls what it lacks and ranks again.</summary>
    [Alias("RankAgain"), OneWay]
    Task RankAgain(RankingContext context);
}

/// <summary>What a partition needs to rank, besides its own items.</summary>
/// <param name="Champion">Version that scores; null before the first.</param>
/// <param name="Strategy">Acquisition function in force.</param>
/// <param name="LabelsByClass">Live labels of the project by class.</param>
/// <param name="LabelsUpTo">Ledger number up to which labels were counted.</param>
/// <param name="PoolSize">Pool items of the whole project.</param>
/// <param name="Delta">Radius of the coverage balls, a cosine distance; null until partition 0 has chosen it.</param>
/// <param name="Slices">What slices need, where the strategy weighs them; else null.</param>
[GenerateSerializer, Immutable, Alias("ranking-context")]
public sealed record RankingContext(
    [property: Id(0)] int? Champion,
    [property: Id(1)] string Strategy,
    [property: Id(2)] int[] LabelsByClass,
    [property: Id(3)] long LabelsUpTo,
    [property: Id(4)] int PoolSize,
    [property: Id(5)] float? Delta,
    [property: Id(6)] SliceShares? Slices = null);

/// <summary>An item that could be leased next.</summary>
/// <param name="Ordinal">The item.</param>
/// <param name="Rank">What the router merges fronts by: value for the learning arm (higher first), rank in the walk for the control arm (lower first).</param>
/// <param name="Informativeness">One minus the margin under the champion; NaN without one.</param>
/// <param name="Reason">Reason for the "why" sentence.</param>
/// <param name="Neighbours">About how many open items lie near it.</param>
/// <param name="Strategy">Acquisition function that chose it.</param>
/// <param name="Probabilities">Class probabilities under the champion, or empty.</param>
/// <param name="Sketch">Near-duplicate sketch of its text.</param>
[GenerateSerializer, Immutable, Alias("front-item")]
public sealed record FrontItem(
    [property: Id(0)] int Ordinal,
    [property: Id(2)] double Rank,
    [property: Id(3)] float Informativeness,
    [property: Id(4)] LeaseReason Reason,
    [property: Id(5)] int Neighbours,
    [property: Id(6)] string Strategy,
    [property: Id(7)] float[] Probabilities,
    [property: Id(8)] ulong Sketch);

/// <summary>Items off a partition's front.</summary>
/// <param name="Champion">Version that ranked them; whoever is behind it pulls.</param>
/// <param name="Items">Best first.</param>
/// <param name="IsElsewhere">Whether there are none because routers of other silos have them in hand; they were asked to put them back.</param>
/// <param name="LeftForOthers">Whether there are open items that are not for whom it was asked.</param>
[GenerateSerializer, Immutable, Alias("front-slice")]
public sealed record FrontSlice([property: Id(0)] int? Champion, [property: Id(1)] IReadOnlyList<FrontItem> Items, [property: Id(2)] bool IsElsewhere = false, [property: Id(3)] bool LeftForOthers = false);

/// <summary>Scores of held-out items.</summary>
/// <param name="Ordinals">The items, those without a vector left out.</param>
/// <param name="Gold">Their known classes.</param>
/// <param name="Probabilities">Their class probabilities, one after another.</param>
/// <param name="Scripts">Their scripts.</param>
[GenerateSerializer, Immutable, Alias("test-scores")]
public sealed record TestScores(
    [property: Id(0)] int[] Ordinals, [property: Id(1)] int[] Gold, [property: Id(2)] float[] Probabilities, [property: Id(3)] TextScript[] Scripts);

/// <summary>Features of items that a partition has encoded.</summary>
/// <param name="Ordinals">The items.</param>
/// <param name="Features">What a head reads of each.</param>
[GenerateSerializer, Immutable, Alias("known-features")]
public sealed record KnownFeatures([property: Id(0)] int[] Ordinals, [property: Id(1)] TextFeatures[] Features);

/// <summary>Some pool items that the encoder could not read.</summary>
/// <param name="WalkRanks">Their ranks in the walk, ascending.</param>
/// <param name="Ordinals">The items.</param>
[GenerateSerializer, Immutable, Alias("unread-items")]
public sealed record UnreadItems([property: Id(0)] long[] WalkRanks, [property: Id(1)] int[] Ordinals);

/// <summary>Features of some pool items.</summary>
/// <param name="Columns">N-gram columns by item.</param>
/// <param name="Weights">Their weights.</param>
/// <param name="Embeddings">The vectors one after another.</param>
[GenerateSerializer, Immutable, Alias("pool-sample")]
public sealed record PoolSample([property: Id(0)] int[][] Columns, [property: Id(1)] float[][] Weights, [property: Id(2)] float[] Embeddings);

/// <summary>Counts of one partition.</summary>
/// <param name="Items">All items.</param>
/// <param name="Pool">Pool items.</param>
/// <param name="Encoded">Items (both splits) with a vector.</param>
/// <param name="EncodedPool">Pool items with a vector.</param>
/// <param name="Scored">Pool items scored by the champion.</param>
/// <param name="Covered">Encoded pool items within <paramref name="Delta"/> of a labelled one.</param>
/// <param name="Delta">Radius in cosine distance; 0 until it is chosen.</param>
/// <param name="Front">Items ranked and diversified at the front.</param>
/// <param name="Champion">Version that ranked the front; null before the first.</param>
/// <param name="Unread">Encoded pool items whose text the encoder could not read.</param>
/// <param name="Lsa">Number of the LSA that embeds them; 0 while there is none.</param>
/// <param name="HasRead">Whether all vectors that were stored when it woke have been read.</param>
[GenerateSerializer, Immutable, Alias("partition-coverage")]
public sealed record PartitionCoverage(
    [property: Id(0)] int Items,
    [property: Id(1)] int Pool,
    [property: Id(2)] int Encoded,
    [property: Id(3)] int EncodedPool,
    [property: Id(4)] int Scored,
    [property: Id(5)] int Covered,
    [property: Id(6)] float Delta,
    [property: Id(7)] int Front,
    [property: Id(8)] int? Champion,
    [property: Id(9)] int Unread = 0,
    [property: Id(10)] int Lsa = 0,
    [property: Id(11)] bool HasRead = false);
