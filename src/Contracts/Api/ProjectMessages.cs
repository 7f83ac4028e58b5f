namespace ActiveLearning.Contracts.Api;

/// <summary>Body of <c>POST /api/v1/projects</c>. Only id and the classes' names are required.</summary>
/// <param name="Id">Matches <c>[A-Za-z0-9._:-]{1,128}</c>, never <c>.</c> or <c>..</c>.</param>
/// <param name="Name">Shown to people; the id when absent.</param>
/// <param name="Classes">2 to 50 classes with unique names.</param>
/// <param name="Guideline">Markdown for annotators.</param>
/// <param name="Overlap">Labels that settle an item, 1 to 9; 1 when absent.</param>
/// <param name="ControlArmShare">Share of the control arm, 0 to 0.5; 0.1 when absent.</param>
/// <param name="Strategy">Acquisition function; <c>auto</c> when absent. One with an attribute behind an @, such as <c>margin@lang</c>, weighs that attribute's slices.</param>
/// <param name="LeaseSeconds">Duration of a lease, 1 to 86,400; 300 when absent.</param>
/// <param name="ClassShares">
/// What share of the pool each class has, where the owner knows it: a number above 0 for every class, by name, that sum to 1 (to 0.01). From 100 labels on, decisions
/// are moved half of the way towards these shares.
/// </param>
/// <param name="NearDuplicates">Whether near-duplicates form groups that one label settles; true when absent.</param>
public sealed record CreateProject(
    string? Id,
    string? Name,
    IReadOnlyList<LabelClass>? Classes,
    string? Guideline = null,
    int? Overlap = null,
    double? ControlArmShare = null,
    string? Strategy = null,
    int? LeaseSeconds = null,
    IReadOnlyDictionary<string, double>? ClassShares = null,
    bool? NearDuplicates = null);

/// <summary>A project's settings.</summary>
/// <param name="Id">The project.</param>
/// <param name="Name">Shown to people.</param>
/// <param name="Standard">The newest dataset standard.</param>
/// <param name="ControlArmShare">Share of the control arm at the start.</param>
/// <param name="Strategy">Acquisition function in force.</param>
/// <param name="LeaseSeconds">Duration of a lease.</param>
/// <param name="Paused">Whether the owner paused the project: nothing is offered.</param>
/// <param name="CreatedAt">When it was created.</param>
/// <param name="NearDuplicates">Whether near-duplicates form groups that one label settles.</param>
[GenerateSerializer, Immutable, Alias("project-settings-view")]
public sealed record ProjectSettings(
    [property: Id(0)] string Id,
    [property: Id(1)] string Name,
    [property: Id(2)] DatasetStandard Standard,
    [property: Id(3)] double ControlArmShare,
    [property: Id(4)] string Strategy,
    [property: Id(5)] int LeaseSeconds,
    [property: Id(6)] bool Paused,
    [property: Id(7)] DateTimeOffset CreatedAt,
    [property: Id(8)] bool NearDuplicates = true);

/// <summary>Body of <c>PATCH /api/v1/projects/{p}</c>: what is absent stays.</summary>
/// <param name="Paused">Pause or resume.</param>
/// <param name="Strategy">Another acquisition function.</param>
public sealed record ChangeProject(bool? Paused = null, string? Strategy = null);

/// <summary>One row of the project list.</summary>
/// <param name="Settings">The project's settings.</param>
/// <param name="Status">Its figures.</param>
public sealed record ProjectSummary(ProjectSettings Settings, ProjectStatus Status);

/// <summary>Answer of <c>GET /api/v1/projects/{p}/status</c>.</summary>
/// <param name="Items">Items by state.</param>
/// <param name="Labels">Live labels.</param>
/// <param name="Encoded">Items (both splits) with a vector.</param>
/// <param name="Scored">Pool items scored by the champion.</param>
/// <param name="Coverage">How much of the pool the labels speak for.</param>
/// <param name="Champion">The version that ranks; null before the first.</param>
/// <param name="NearDuplicates">What near-duplicate groups save.</param>
[GenerateSerializer, Immutable, Alias("project-status")]
public sealed record ProjectStatus(
    [property: Id(0)] ItemCounts Items,
    [property: Id(1)] int Labels,
    [property: Id(2)] int Encoded,
    [property: Id(3)] int Scored,
    [property: Id(4)] PoolCoverage Coverage,
    [property: Id(5)] ChampionSummary? Champion,
    [property: Id(6)] NearDuplicateCounts? NearDuplicates = null);

/// <summary>Items by state. Open, leased, settled, blocked and test add up to the total.</summary>
/// <param name="Total">All items.</param>
/// <param name="Open">May be leased now, or waits for the member that stands for it in its near-duplicate group.</param>
/// <param name="Leased">Under a live lease.</param>
/// <param name="Settled">Have all their labels, or were settled by the label of their near-duplicate group.</param>
/// <param name="Blocked">Skipped by too many.</param>
/// <param name="Test">Held out.</param>
[GenerateSerializer, Immutable, Alias("item-counts")]
public sealed record ItemCounts(
    [property: Id(0)] int Total,
    [property: Id(1)] int Open,
    [property: Id(2)] int Leased,
    [property: Id(3)] int Settled,
    [property: Id(4)] int Blocked,
    [property: Id(5)] int Test);

/// <summary>What near-duplicate groups save: a member that another stands for needs no label of its own.</summary>
/// <param name="Groups">Groups of two or more.</param>
/// <param name="Members">Pool items that another one stands for.</param>
/// <param name="SettledByGroup">Those of them that their group's label has settled: labels that nobody had to give.</param>
/// <param name="TestTwins">Pool items that are near-duplicates of held-out ones; they are left out of training.</param>
[GenerateSerializer, Immutable, Alias("near-duplicate-counts")]
public sealed record NearDuplicateCounts(
    [property: Id(0)] int Groups, [property: Id(1)] int Members, [property: Id(2)] int SettledByGroup, [property: Id(3)] int TestTwins);

/// <summary>How much of the pool the labels speak for.</summary>
/// <param name="LabelledShare">Live labels, and those that near-duplicates of settled items need no more, as a share of what would settle the whole pool.</param>
/// <param name="BallShare">Share of encoded pool items within <paramref name="Delta"/> of a labelled one (Yehuda et al., 2022).</param>
/// <param name="Delta">Radius in cosine distance; 0 while nothing is encoded.</param>
[GenerateSerializer, Immutable, Alias("pool-coverage")]
public sealed record PoolCoverage(
    [property: Id(0)] double LabelledShare, [property: Id(1)] double BallShare, [property: Id(2)] double Delta);

/// <summary>The champion in short.</summary>
/// <param name="Version">Its number.</param>
/// <param name="Labels">Live labels that it saw.</param>
/// <param name="Metrics">What evaluation found.</param>
[GenerateSerializer, Immutable, Alias("champion-summary")]
public sealed record ChampionSummary(
    [property: Id(0)] int Version, [property: Id(1)] int Labels, [property: Id(2)] ModelMetrics? Metrics);

/// <summary>One row of <c>GET /api/v1/projects/{p}/models</c>.</summary>
/// <param name="Version">Number within the project.</param>
/// <param name="Stage"><c>candidate</c>, <c>shadow</c>, <c>champion</c> or <c>archived</c>.</param>
/// <param name="Labels">Live labels that it saw.</param>
/// <param name="Metrics">What evaluation found; null before it.</param>
/// <param name="CreatedAt">When it was fitted.</param>
/// <param name="Strategy">Acquisition function that chose the newest of its labels outside the control arm; null when there is none.</param>
public sealed record ModelVersion(int Version, string Stage, int Labels, ModelMetrics? Metrics, DateTimeOffset CreatedAt, string? Strategy = null);
