using ActiveLearning.Contracts;

namespace ActiveLearning.Ledger.Sql;

/// <summary>Moves versions between stages, with an audit row for each move. SQL refuses a second champion.</summary>
internal static class StageChange
{
    private const string Update = "UPDATE model_versions SET stage = ?3 WHERE project = ?1 AND version = ?2";

    private const string InsertEvent = """
        INSERT INTO stage_events (project, version, from_stage, to_stage, changed_by, reason, changed_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
        """;

    /// <summary>Compare-and-set of the champion. A retry finds its version champion already and says true again.</summary>
    public static bool Promote(LedgerTransaction transaction, (int Project, int Version, int? Expected, string By, string Reason) request)
    {
        if (ModelRows.Find(transaction, request.Project, request.Version) is not { } model)
        {
            return false;
        }

        var champion = ModelRows.FindChampion(transaction, request.Project);
        if (model.Stage == ModelStage.Champion)
        {
            return true;
        }

        if (champion?.Version != request.Expected)
        {
            return false;
        }

        if (champion is not null)
        {
            Move(transaction, request.Project, champion.Version, champion.Stage, ModelStage.Archived, request.By, request.Reason);
        }

        Move(transaction, request.Project, model.Version, model.Stage, ModelStage.Champion, request.By, request.Reason);
        return true;
    }

    /// <summary>Moves a version that is not champion.</summary>
    /// <exception cref="InvalidOperationException">No such version, or it is champion.</exception>
    public static bool Set(LedgerTransaction transaction, (int Project, int Version, ModelStage Stage, string By, string Reason) request)
    {
        var model = ModelRows.Find(transaction, request.Project, request.Version)
            ?? throw new InvalidOperationException($"The project has no model version {request.Version}.");
        if (model.Stage == ModelStage.Champion)
        {
            throw new InvalidOperationException($"Model version {request.Version} is champion: promote another one in its place.");
        }

        if (model.Stage != request.Stage)
        {
            Move(transaction, request.Project, model.Version, model.Stage, request.Stage, request.By, request.Reason);
        }

        return true;
    }

    private static void Move(LedgerTransaction transaction, int project, int version, ModelStage from, ModelStage to, string by, string reason)
    {
        transaction.Prepare(Update).Bind(project).Bind(version).Bind((long)to).Run();
        transaction.Prepare(InsertEvent)
            .Bind(project).Bind(version).Bind((long)from).Bind((long)to).Bind(by).Bind(reason).Bind(transaction.Now).Run();
    }
}
