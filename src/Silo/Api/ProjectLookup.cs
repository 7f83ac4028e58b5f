using ActiveLearning.Grains;
using ActiveLearning.Grains.Projects;
using ActiveLearning.Ledger.Projects;

namespace ActiveLearning.Silo.Api;

/// <summary>Finds the project that an address names.</summary>
internal sealed class ProjectLookup(IGrainFactory grains, ProjectRows rows)
{
    /// <summary>The project, or null when there is none with this id. An id that can't be one wakes no grain.</summary>
    public Task<Project?> FindAsync(string projectId) => Names.IsId(projectId)
        ? grains.Reach<IProjectGrain>(GrainKeys.Project(projectId)).Read()
        : Task.FromResult<Project?>(null);

    /// <summary>What never changes of the project, or null; asks no grain once the silo knows it.</summary>
    public ValueTask<ProjectRow?> FindRowAsync(string projectId) => Names.IsId(projectId) ? rows.FindAsync(projectId) : ValueTask.FromResult<ProjectRow?>(null);
}
