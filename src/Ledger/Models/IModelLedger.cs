using ActiveLearning.Contracts;

namespace ActiveLearning.Ledger.Models;

/// <summary>Model versions, artefacts and the champion pointer.</summary>
public interface IModelLedger
{
    /// <summary>Stores a version and its artefact in one transaction. False when the number is taken: a twin trainer was faster.</summary>
    Task<bool> AddAsync(int projectKey, ModelVersionRow version, byte[] artefact, CancellationToken cancellationToken);

    /// <summary>Stores what an evaluation found; metrics are written once and then only replaced as a whole.</summary>
    Task SetMetricsAsync(int projectKey, int version, ModelMetrics metrics, CancellationToken cancellationToken);

    /// <summary>
    /// Makes the version champion when the champion is still the expected one (compare-and-set); the version before it is archived in the same
    /// transaction, and an audit row says who and why.
    /// </summary>
    Task<bool> PromoteAsync(int projectKey, int version, int? expectedChampion, string by, string reason, CancellationToken cancellationToken);

    /// <summary>Moves a version that is not champion to another stage, with an audit row.</summary>
    Task SetStageAsync(int projectKey, int version, ModelStage stage, string by, string reason, CancellationToken cancellationToken);

    /// <summary>Drops the artefacts of archived versions that were created before this instant; their lineage rows stay.</summary>
    Task<int> DropArtefactsAsync(int projectKey, DateTimeOffset createdBefore, CancellationToken cancellationToken);

    /// <summary>All versions, oldest first.</summary>
    Task<IReadOnlyList<ModelVersionRow>> ListAsync(int projectKey, CancellationToken cancellationToken);

    /// <summary>The champion, or null.</summary>
    Task<ModelVersionRow?> FindChampionAsync(int projectKey, CancellationToken cancellationToken);

    /// <summary>The version, or null.</summary>
    Task<ModelVersionRow?> FindAsync(int projectKey, int version, CancellationToken cancellationToken);

    /// <summary>The ONNX bytes, or null when they were dropped or never existed.</summary>
    Task<byte[]?> ReadArtefactAsync(int projectKey, int version, CancellationToken cancellationToken);
}
