using ActiveLearning.Contracts;
using ActiveLearning.Ledger.Models;

namespace ActiveLearning.Ledger.Sql;

/// <summary>Writes of model versions, their metrics and artefacts.</summary>
internal static class ModelWrites
{
    private const string InsertArtefact = "INSERT INTO artefacts (project, version, length, brotli) VALUES (?1, ?2, ?3, ?4)";

    private const string UpdateMetrics = "UPDATE model_versions SET metrics = ?3 WHERE project = ?1 AND version = ?2";

    private const string DeleteArtefacts = """
        DELETE FROM artefacts
        WHERE project = ?1 AND version IN (SELECT version FROM model_versions WHERE project = ?1 AND stage = ?2 AND created_at < ?3)
        """;

    /// <summary>Stores a version with its artefact. True again for a retry of the very same version.</summary>
    public static bool Add(LedgerTransaction transaction, (int Project, ModelVersionRow Model, CompressedArtefact Artefact) request)
    {
        var model = request.Model;
        if (ModelRows.Find(transaction, request.Project, model.Version) is { } taken)
        {
            // Two trainers never fit in the same microsecond, so equal lineage is the same request sent again.
            return LedgerTime.ToMicroseconds(taken.CreatedAt) == LedgerTime.ToMicroseconds(model.CreatedAt)
                && taken.LabelsUpTo == model.LabelsUpTo && taken.Labels == model.Labels && taken.EncoderVersion == model.EncoderVersion;
        }

        ModelRows.Add(transaction, request.Project, model);
        transaction.Prepare(InsertArtefact)
            .Bind(request.Project).Bind(model.Version).Bind(request.Artefact.Length).Bind(request.Artefact.Brotli.AsSpan()).Run();
        return true;
    }

    /// <summary>Replaces a version's metrics.</summary>
    /// <returns>False when there is no such version.</returns>
    public static bool SetMetrics(LedgerTransaction transaction, (int Project, int Version, ModelMetrics Metrics) request) =>
        transaction.Prepare(UpdateMetrics).Bind(request.Project).Bind(request.Version).Bind(ModelRows.WriteMetrics(request.Metrics)).Run() > 0;

    /// <summary>Drops artefacts of archived versions that were created before an instant.</summary>
    /// <returns>How many.</returns>
    public static int DropArtefacts(LedgerTransaction transaction, (int Project, DateTimeOffset CreatedBefore) request) => transaction.Prepare(DeleteArtefacts)
        .Bind(request.Project).Bind((long)ModelStage.Archived).Bind(LedgerTime.ToMicroseconds(request.CreatedBefore)).Run();
}
