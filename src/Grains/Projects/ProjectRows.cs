using System.Collections.Concurrent;
using ActiveLearning.Ledger.Projects;

namespace ActiveLearning.Grains.Projects;

/// <summary>
/// What never changes of the projects, kept by each silo, so that what happens at every label asks no grain, which mostly lives on another silo. Settings (pause, strategy) change and are
/// asked of <see cref="IProjectGrain"/>.
/// </summary>
/// <param name="grains">Reaches the projects.</param>
public sealed class ProjectRows(IGrainFactory grains)
{
    private readonly ConcurrentDictionary<string, ProjectRow> _known = new(StringComparer.Ordinal);

    /// <summary>The stored row; null when there is no such project, which is asked anew each time: it may be created a moment later.</summary>
    public async ValueTask<ProjectRow?> FindAsync(string projectId)
    {
        if (!_known.TryGetValue(projectId, out var row) && (await grains.Reach<IProjectGrain>(GrainKeys.Project(projectId)).Read())?.Row is { } found)
        {
            row = _known.GetOrAdd(projectId, found);
        }

        return row;
    }
}
