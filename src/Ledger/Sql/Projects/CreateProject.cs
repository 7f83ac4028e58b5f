using System.Text.Json;
using ActiveLearning.Contracts;
using ActiveLearning.Ledger.Projects;

namespace ActiveLearning.Ledger.Sql;

/// <summary>Creates a project, unless its id is taken; then it says whether the stored one was created with the same content.</summary>
internal static class CreateProject
{
    private const string InsertProject = """
        INSERT INTO projects (id, name, control_arm_share, strategy, lease_us, partitions, walk_seed, created_at, near_duplicates)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
        """;

    private const string InsertStandard = """
        INSERT INTO standards (project, version, classes, overlap, json, created_at)
        SELECT key, ?2, ?3, ?4, ?5, ?6 FROM projects WHERE id = ?1
        """;

    private const string InsertCounters = "INSERT INTO project_counters (project) SELECT key FROM projects WHERE id = ?1";

    private const string SelectFirst = $"{ProjectRows.Select} WHERE s.version = (SELECT MIN(version) FROM standards WHERE project = p.key) AND p.id = ?1";

    /// <summary>Does it.</summary>
    public static CreateProjectResult Apply(LedgerTransaction transaction, NewProject project)
    {
        if (ProjectRows.Find(transaction, project.Id) is { } stored)
        {
            return new CreateProjectResult(IsSame(transaction, project) ? CreateProjectOutcome.Same : CreateProjectOutcome.Conflict, stored);
        }

        var now = transaction.Now;
        transaction.Prepare(InsertProject)
            .Bind(project.Id).Bind(project.Name).Bind(project.ControlArmShare).Bind(project.Strategy).Bind(LedgerTime.ToMicroseconds(project.LeaseDuration))
            .Bind(project.Partitions).Bind(project.WalkSeed).Bind(now).Bind(project.NearDuplicates ? 1 : 0).Run();
        transaction.Prepare(InsertStandard)
            .Bind(project.Id).Bind(project.Standard.Version).Bind(project.Standard.Classes.Count).Bind(project.Standard.Overlap)
            .Bind(Json(project.Standard)).Bind(now).Run();
        transaction.Prepare(InsertCounters).Bind(project.Id).Run();
        return new CreateProjectResult(CreateProjectOutcome.Created, ProjectRows.Find(transaction, project.Id)!);
    }

    // The first standard is compared, not the newest: creating again after the standard was revised is still the same creation.
    private static bool IsSame(LedgerTransaction transaction, NewProject project)
    {
        using var row = transaction.Prepare(SelectFirst).Bind(project.Id);
        row.Step();
        var first = ProjectRows.Read(row);
        return first.Name == project.Name
            && first.ControlArmShare.Equals(project.ControlArmShare)
            && first.Strategy == project.Strategy
            && first.NearDuplicates == project.NearDuplicates
            && LedgerTime.ToMicroseconds(first.LeaseDuration) == LedgerTime.ToMicroseconds(project.LeaseDuration)
            && Json(first.Standard) == Json(project.Standard);
    }

    private static string Json(DatasetStandard standard) => JsonSerializer.Serialize(standard, LedgerJson.Columns.DatasetStandard);
}
