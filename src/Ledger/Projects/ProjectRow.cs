using ActiveLearning.Contracts;
using Orleans;

namespace ActiveLearning.Ledger.Projects;

/// <summary>What a new project is made of.</summary>
/// <param name="Id">Matches <c>[A-Za-z0-9._:-]{1,128}</c>, never <c>.</c> or <c>..</c>.</param>
/// <param name="Name">Shown to people.</param>
/// <param name="Standard">Version 1 of the dataset standard.</param>
/// <param name="ControlArmShare">Share of assignments for the control arm at the start, 0 to 0.5.</param>
/// <param name="Strategy">Name of the acquisition function.</param>
/// <param name="LeaseDuration">How long an annotator holds an item.</param>
/// <param name="Partitions">Partitions of the pool, fixed for the project's life.</param>
/// <param name="WalkSeed">Seed of the control arm's walk.</param>
/// <param name="NearDuplicates">Whether near-duplicates form groups that one label settles.</param>
[GenerateSerializer, Immutable, Alias("new-project")]
public sealed record NewProject(
    [property: Id(0)] string Id,
    [property: Id(1)] string Name,
    [property: Id(2)] DatasetStandard Standard,
    [property: Id(3)] double ControlArmShare,
    [property: Id(4)] string Strategy,
    [property: Id(5)] TimeSpan LeaseDuration,
    [property: Id(6)] int Partitions,
    [property: Id(7)] long WalkSeed,
    [property: Id(8)] bool NearDuplicates = true);

/// <summary>A stored project. The mutable settings (pause, strategy in force) live with the project grain.</summary>
/// <param name="Key">Number that SQL rows carry in place of the id.</param>
/// <param name="Id">The project's id.</param>
/// <param name="Name">Shown to people.</param>
/// <param name="Standard">The newest dataset standard.</param>
/// <param name="ControlArmShare">Share of assignments for the control arm at the start.</param>
/// <param name="Strategy">Acquisition function named at creation.</param>
/// <param name="LeaseDuration">How long an annotator holds an item.</param>
/// <param name="Partitions">Partitions of the pool.</param>
/// <param name="WalkSeed">Seed of the control arm's walk.</param>
/// <param name="CreatedAt">When it was created.</param>
/// <param name="NearDuplicates">Whether near-duplicates form groups that one label settles.</param>
[GenerateSerializer, Immutable, Alias("project-row")]
public sealed record ProjectRow(
    [property: Id(0)] int Key,
    [property: Id(1)] string Id,
    [property: Id(2)] string Name,
    [property: Id(3)] DatasetStandard Standard,
    [property: Id(4)] double ControlArmShare,
    [property: Id(5)] string Strategy,
    [property: Id(6)] TimeSpan LeaseDuration,
    [property: Id(7)] int Partitions,
    [property: Id(8)] long WalkSeed,
    [property: Id(9)] DateTimeOffset CreatedAt,
    [property: Id(10)] bool NearDuplicates = true);

/// <summary>How a creation ended.</summary>
[GenerateSerializer, Alias("create-project-outcome")]
public enum CreateProjectOutcome
{
    /// <summary>The project is new.</summary>
    Created,

    /// <summary>It existed with the same content (partitions and seed aside).</summary>
    Same,

    /// <summary>The id is taken by a project with another content.</summary>
    Conflict,
}

/// <summary>Outcome of a creation and the project that is stored now.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="Project">The stored project.</param>
[GenerateSerializer, Immutable, Alias("create-project-result")]
public sealed record CreateProjectResult([property: Id(0)] CreateProjectOutcome Outcome, [property: Id(1)] ProjectRow Project);

/// <summary>
/// Counts at one instant. Pool items are open, leased, settled or blocked; the five add up to <see cref="Total"/>. Members of a near-duplicate group that another stands for are
/// settled or blocked with that one, and open otherwise.
/// </summary>
/// <param name="Total">All items.</param>
/// <param name="Open">Pool items that may be leased now, or wait for the one that stands for them.</param>
/// <param name="Leased">Pool items under a live lease.</param>
/// <param name="Settled">Pool items with as many live labels as their overlap, and the members that those stand for.</param>
/// <param name="Blocked">Pool items that too many people skipped.</param>
/// <param name="Test">Held-out items.</param>
/// <param name="Labels">Live labels: answers that were not undone.</param>
/// <param name="LastLabel">Number of the newest row in the project's label ledger; 0 when there is none.</param>
/// <param name="Groups">Near-duplicate groups of two or more.</param>
/// <param name="GroupMembers">Pool items that another one stands for: labels that nobody has to give.</param>
/// <param name="SettledByGroup">Those of them that their group's label has settled: labels that nobody had to give.</param>
/// <param name="TestTwins">Pool items that are flagged as near-duplicates of held-out ones.</param>
[GenerateSerializer, Immutable, Alias("project-counts")]
public sealed record ProjectCounts(
    [property: Id(0)] int Total,
    [property: Id(1)] int Open,
    [property: Id(2)] int Leased,
    [property: Id(3)] int Settled,
    [property: Id(4)] int Blocked,
    [property: Id(5)] int Test,
    [property: Id(6)] int Labels,
    [property: Id(7)] long LastLabel,
    [property: Id(8)] int Groups = 0,
    [property: Id(9)] int GroupMembers = 0,
    [property: Id(10)] int SettledByGroup = 0,
    [property: Id(11)] int TestTwins = 0);
