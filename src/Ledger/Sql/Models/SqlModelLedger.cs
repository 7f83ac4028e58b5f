using ActiveLearning.Contracts;
using ActiveLearning.Ledger.Models;

namespace ActiveLearning.Ledger.Sql;

/// <summary>Model versions on SQL.</summary>
internal sealed class SqlModelLedger(ILedgerWriter writer, ReaderPool readers) : IModelLedger
{
    public async Task<bool> AddAsync(int projectKey, ModelVersionRow version, byte[] artefact, CancellationToken cancellationToken)
    {
        if (version.Stage == ModelStage.Champion)
        {
            throw new ArgumentException("A version becomes champion by promotion only.", nameof(version));
        }

        // Compressing some megabytes is no work for the writer's thread, nor for a grain's turn.
        var compressed = await Task.Run(() => CompressedArtefact.Compress(artefact), cancellationToken).ConfigureAwait(false);
        return await writer.WriteBulkAsync(WriteScope.Models(projectKey), (projectKey, version, compressed), ModelWrites.Add, cancellationToken).ConfigureAwait(false);
    }

    public async Task SetMetricsAsync(int projectKey, int version, ModelMetrics metrics, CancellationToken cancellationToken)
    {
        if (!await writer.WriteBulkAsync(WriteScope.Models(projectKey), (projectKey, version, metrics), ModelWrites.SetMetrics, cancellationToken).ConfigureAwait(false))
        {
            throw new InvalidOperationException($"The project has no model version {version}.");
        }
    }

    public Task<bool> PromoteAsync(int projectKey, int version, int? expectedChampion, string by, string reason, CancellationToken cancellationToken) =>
        writer.WriteBulkAsync(WriteScope.Models(projectKey), (projectKey, version, expectedChampion, by, reason), StageChange.Promote, cancellationToken);

    public Task SetStageAsync(int projectKey, int version, ModelStage stage, string by, string reason, CancellationToken cancellationToken) =>
        stage == ModelStage.Champion
            ? throw new ArgumentException("A version becomes champion by promotion only.", nameof(stage))
            : writer.WriteBulkAsync(WriteScope.Models(projectKey), (projectKey, version, stage, by, reason), StageChange.Set, cancellationToken);

    public Task<int> DropArtefactsAsync(int projectKey, DateTimeOffset createdBefore, CancellationToken cancellationToken) =>
        writer.WriteBulkAsync(WriteScope.Models(projectKey), (projectKey, createdBefore), ModelWrites.DropArtefacts, cancellationToken);

    public Task<IReadOnlyList<ModelVersionRow>> ListAsync(int projectKey, CancellationToken cancellationToken) =>
        readers.ReadAsync(projectKey, ModelRows.List, cancellationToken);

    public Task<ModelVersionRow?> FindChampionAsync(int projectKey, CancellationToken cancellationToken) =>
        readers.ReadAsync(projectKey, ModelRows.FindChampion, cancellationToken);

    public Task<ModelVersionRow?> FindAsync(int projectKey, int version, CancellationToken cancellationToken) =>
        readers.ReadAsync((projectKey, version), ModelRows.Find, cancellationToken);

    public Task<byte[]?> ReadArtefactAsync(int projectKey, int version, CancellationToken cancellationToken) =>
        readers.ReadAsync((projectKey, version), static (session, model) => ModelRows.ReadArtefact(session, model)?.Decompress(), cancellationToken);
}
