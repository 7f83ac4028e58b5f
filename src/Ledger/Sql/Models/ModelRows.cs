using System.Text.Json;
using ActiveLearning.Contracts;
using ActiveLearning.Ledger.Models;

namespace ActiveLearning.Ledger.Sql;

/// <summary>Model versions as columns, and the reads of them.</summary>
internal static class ModelRows
{
    private const string Columns = "version, stage, labels_up_to, labels, standard_version, encoder_version, created_at, metrics";

    // An index finds the newest label, and most often it is of the learning arm, so few rows are read a version.
    private const string NewestStrategy = """
        (SELECT e.strategy FROM labels l JOIN leases e ON e.project = l.project AND e.ordinal = l.ordinal AND e.epoch = l.epoch
         WHERE l.project = model_versions.project AND l.sequence <= model_versions.labels_up_to AND l.arm = 0 AND l.class IS NOT NULL
         ORDER BY l.sequence DESC LIMIT 1)
        """;

    private const string SelectOne = $"SELECT {Columns}, {NewestStrategy} FROM model_versions WHERE project = ?1 AND version = ?2";

    private const string SelectAll = $"SELECT {Columns}, {NewestStrategy} FROM model_versions WHERE project = ?1 ORDER BY version";

    // The number is a literal so that the statement can use the index on champions.
    private const string SelectChampion = $"SELECT {Columns}, {NewestStrategy} FROM model_versions WHERE project = ?1 AND stage = 2";

    private const string SelectArtefact = "SELECT length, brotli FROM artefacts WHERE project = ?1 AND version = ?2";

    private const string Insert = $"INSERT INTO model_versions (project, {Columns}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";

    /// <summary>The version as the transaction sees it, or null.</summary>
    public static ModelVersionRow? Find(LedgerTransaction transaction, int project, int version) =>
        ReadOne(transaction.Prepare(SelectOne).Bind(project).Bind(version));

    /// <summary>The champion as the transaction sees it, or null.</summary>
    public static ModelVersionRow? FindChampion(LedgerTransaction transaction, int project) => ReadOne(transaction.Prepare(SelectChampion).Bind(project));

    /// <summary>The version, or null.</summary>
    public static ModelVersionRow? Find(SqlSession session, (int Project, int Version) model) =>
        ReadOne(session.Prepare(SelectOne).Bind(model.Project).Bind(model.Version));

    /// <summary>The champion, or null.</summary>
    public static ModelVersionRow? FindChampion(SqlSession session, int project) => ReadOne(session.Prepare(SelectChampion).Bind(project));

    /// <summary>All versions, oldest first.</summary>
    public static IReadOnlyList<ModelVersionRow> List(SqlSession session, int project)
    {
        using var rows = session.Prepare(SelectAll).Bind(project);
        var versions = new List<ModelVersionRow>();
        while (rows.Step())
        {
            versions.Add(Read(rows));
        }

        return versions;
    }

    /// <summary>The artefact as it is stored, or null.</summary>
    public static CompressedArtefact? ReadArtefact(SqlSession session, (int Project, int Version) model)
    {
        using var row = session.Prepare(SelectArtefact).Bind(model.Project).Bind(model.Version);
        return row.Step() ? new CompressedArtefact(row.Int32(0), row.Bytes(1).ToArray()) : null;
    }

    /// <summary>Stores a version.</summary>
    public static void Add(LedgerTransaction transaction, int project, ModelVersionRow model)
    {
        var insert = transaction.Prepare(Insert)
            .Bind(project).Bind(model.Version).Bind((long)model.Stage).Bind(model.LabelsUpTo).Bind(model.Labels).Bind(model.StandardVersion)
            .Bind(model.EncoderVersion).Bind(LedgerTime.ToMicroseconds(model.CreatedAt));
        (model.Metrics is { } metrics ? insert.Bind(WriteMetrics(metrics)) : insert.BindNull()).Run();
    }

    /// <summary>Metrics as a JSON column.</summary>
    public static string WriteMetrics(ModelMetrics metrics) => JsonSerializer.Serialize(metrics, LedgerJson.Columns.ModelMetrics);

    private static ModelVersionRow? ReadOne(Statement select)
    {
        using (select)
        {
            return select.Step() ? Read(select) : null;
        }
    }

    private static ModelVersionRow Read(Row row) => new(
        row.Int32(0),
        (ModelStage)row.Int32(1),
        row.Int64(2),
        row.Int32(3),
        row.Int32(4),
        row.Text(5),
        LedgerTime.FromMicroseconds(row.Int64(6)),
        row.IsNull(7) ? null : JsonSerializer.Deserialize(row.Bytes(7), LedgerJson.Columns.ModelMetrics))
    {
        Strategy = row.IsNull(8) ? null : row.Text(8),
    };
}
