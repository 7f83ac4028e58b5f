namespace ActiveLearning.Ledger.Projects;

/// <summary>Projects and their dataset standards.</summary>
public interface IProjectLedger
{
    /// <summary>Creates the project, unless its id is taken.</summary>
    Task<CreateProjectResult> CreateAsync(NewProject project, CancellationToken cancellationToken);

    /// <summary>The project with this id, or null.</summary>
    Task<ProjectRow?> FindAsync(string projectId, CancellationToken cancellationToken);

    /// <summary>All projects, oldest first.</summary>
    Task<IReadOnlyList<ProjectRow>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Counts of the project's items and labels, exact at one instant.</summary>
    Task<ProjectCounts> CountAsync(int projectKey, CancellationToken cancellationToken);
}
