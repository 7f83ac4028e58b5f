using ActiveLearning.Ledger.Sql;

namespace ActiveLearning.Ledger.Sqlite;

/// <summary>Notes that an item was on its annotator's screen; the first time counts.</summary>
internal static class Exposure
{
    private const string Insert = """
        INSERT OR IGNORE INTO exposures (project, ordinal, epoch, shown_at)
        SELECT project, ordinal, epoch, ?5 FROM leases WHERE project = ?1 AND ordinal = ?2 AND epoch = ?3 AND nonce = ?4
        """;

    /// <summary>Does it.</summary>
    /// <returns>Whether this was the first time of a known lease.</returns>
    public static bool Apply(LedgerTransaction transaction, ShownRequest shown) => transaction.Prepare(Insert)
        .Bind(shown.ProjectKey).Bind(shown.LeaseId.Ordinal).Bind(shown.LeaseId.Epoch).Bind(unchecked((long)shown.LeaseId.Nonce)).Bind(transaction.Now).Run() > 0;
}
