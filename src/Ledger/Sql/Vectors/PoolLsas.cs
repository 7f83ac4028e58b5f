using ActiveLearning.Ledger.Vectors;

namespace ActiveLearning.Ledger.Sql;

/// <summary>Fits of projects' LSA: the newest of each project.</summary>
internal static class PoolLsas
{
    private const string SelectNewest = "SELECT number, encoder_version, texts FROM pool_lsas WHERE project = ?1 ORDER BY number DESC LIMIT 1";

    private const string SelectArtefact = "SELECT length, brotli FROM pool_lsas WHERE project = ?1 AND number = ?2";

    private const string Insert = "INSERT INTO pool_lsas (project, number, encoder_version, texts, length, brotli) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";

    private const string DeleteOlder = "DELETE FROM pool_lsas WHERE project = ?1 AND number < ?2";

    /// <summary>Stores a fit in the place of those before it.</summary>
    /// <returns>False when a fit of this number or a later one is there. A retry is told so too: what is there serves.</returns>
    public static bool Add(LedgerTransaction transaction, (int Project, PoolLsaRow Lsa, CompressedArtefact Artefact) request)
    {
        var (project, lsa, artefact) = request;
        if (Read(transaction.Prepare(SelectNewest).Bind(project)) is { } newest && newest.Number >= lsa.Number)
        {
            return false;
        }

        transaction.Prepare(Insert)
            .Bind(project).Bind(lsa.Number).Bind(lsa.EncoderVersion).Bind(lsa.Texts).Bind(artefact.Length).Bind(artefact.Brotli.AsSpan()).Run();
        transaction.Prepare(DeleteOlder).Bind(project).Bind(lsa.Number).Run();
        return true;
    }

    /// <summary>The newest fit, or null.</summary>
    public static PoolLsaRow? FindNewest(SqlSession session, int project) => Read(session.Prepare(SelectNewest).Bind(project));

    /// <summary>The artefact as it is stored, or null.</summary>
    public static CompressedArtefact? ReadArtefact(SqlSession session, (int Project, int Number) lsa)
    {
        using var row = session.Prepare(SelectArtefact).Bind(lsa.Project).Bind(lsa.Number);
        return row.Step() ? new CompressedArtefact(row.Int32(0), row.Bytes(1).ToArray()) : null;
    }

    private static PoolLsaRow? Read(Statement select)
    {
        using (select)
        {
            return select.Step() ? new PoolLsaRow(select.Int32(0), select.Text(1), select.Int32(2)) : null;
        }
    }
}
