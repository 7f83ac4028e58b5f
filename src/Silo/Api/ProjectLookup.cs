using ActiveLearning.Grains;
using ActiveLearning.Grains.Projects;

namespace ActiveLearning.Silo.Api;

/// <summary>Finds the project that an address names.</summary>
internal sealed class ProjectLookup(IGrainFactory grains)
{
    /// <summary>The project, or null when there is none with this id. An id that can't be one wakes no grain.</summary>
    public Task<Project?> FindAsync(string projectId) => Names.IsId(projectId)
        ? grains.Reach<IProjectGrain>(GrainKeys.Project(projectId)).Read()
        : Task.FromResult<Project?>(null);
}
