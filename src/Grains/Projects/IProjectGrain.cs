using ActiveLearning.Contracts.Api;
using ActiveLearning.Ledger.Projects;
using Orleans.Concurrency;

namespace ActiveLearning.Grains.Projects;

/// <summary>One labelling effort: its dataset standard and its settings. Key: <see cref="GrainKeys.Project"/>.</summary>
[Alias("IProjectGrain")]
public interface IProjectGrain : IGrainWithStringKey
{
    /// <summary>Creates the project, unless its id is taken.</summary>
    [Alias("Create")]
    Task<CreateProjectResult> Create(NewProject project);

    /// <summary>Stored row and settings in force, or null when there is no such project. Runs between the steps of a change, since items that wake up meanwhile need it; waits for nothing but a creation under way.</summary>
    [Alias("Read"), AlwaysInterleave]
    Task<Project?> Read();

    /// <summary>Changes settings; null stays. Null result: no such project. Pausing withdraws every lease; late answers stay welcome.</summary>
    [Alias("Change")]
    Task<ProjectSettings?> Change(bool? paused, string? strategy);
}

/// <summary>A project as the cluster works with it.</summary>
/// <param name="Row">What the ledger holds.</param>
/// <param name="Paused">Nothing is offered while true.</param>
/// <param name="Strategy">Acquisition function in force.</param>
[GenerateSerializer, Immutable, Alias("project")]
public sealed record Project(
    [property: Id(0)] ProjectRow Row,
    [property: Id(1)] bool Paused,
    [property: Id(2)] string Strategy)
{
    /// <summary>The settings as pages and scripts see them.</summary>
    public ProjectSettings ToSettings() => new(
        Row.Id, Row.Name, Row.Standard, Row.ControlArmShare, Strategy, (int)Row.LeaseDuration.TotalSeconds, Paused, Row.CreatedAt, Row.NearDuplicates);
}
