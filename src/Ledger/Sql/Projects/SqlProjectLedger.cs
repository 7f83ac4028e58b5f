using ActiveLearning.Ledger.Projects;

namespace ActiveLearning.Ledger.Sql;

/// <summary>Projects on SQL.</summary>
internal sealed class SqlProjectLedger(ILedgerWriter writer, ReaderPool readers) : IProjectLedger
{
    public Task<CreateProjectResult> CreateAsync(NewProject project, CancellationToken cancellationToken) =>
        writer.WriteLabelAsync(WriteScope.Shape(0), project, CreateProject.Apply, cancellationToken);

    public Task<ProjectRow?> FindAsync(string projectId, CancellationToken cancellationToken) =>
        readers.ReadAsync(projectId, ProjectRows.Find, cancellationToken);

    public Task<IReadOnlyList<ProjectRow>> ListAsync(CancellationToken cancellationToken) => readers.ReadAsync(0, ProjectRows.List, cancellationToken);

    public async Task<ProjectCounts> CountAsync(int projectKey, CancellationToken cancellationToken) =>
        await readers.ReadAsync(projectKey, ProjectRows.Count, cancellationToken).ConfigureAwait(false)
        ?? throw new InvalidOperationException($"The ledger has no project with key {projectKey}.");
}
