using ActiveLearning.Ledger.Labels;
using ActiveLearning.Ledger.Sql;

namespace ActiveLearning.Ledger.Sqlite;

/// <summary>Gives an item up unanswered. It never comes back to this annotator; the third different skipper blocks it.</summary>
internal static class Skip
{
    private const string Insert = """
        INSERT INTO skips (project, ordinal, annotator, epoch, reason, skipped_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
        """;

    private const string Free = """
        UPDATE items SET holder = NULL, lease_until = NULL, skips = skips + 1, blocked = (skips + 1 >= ?4)
        WHERE project = ?1 AND ordinal = ?2 AND epoch = ?3
        """;

    /// <summary>Does it.</summary>
    public static SkipResult Apply(LedgerTransaction transaction, SkipRequest request)
    {
        var (project, leaseId) = (request.ProjectKey, request.LeaseId);
        if (HeldItem.Find(transaction, project, leaseId) is not { } held)
        {
            return new SkipResult(SkipOutcome.LeaseUnknown, Item: null);
        }

        if (held.Answer is not null)
        {
            return new SkipResult(SkipOutcome.Answered, held.Item);
        }

        if (held.IsSkipped)
        {
            return new SkipResult(SkipOutcome.Skipped, held.Item);
        }

        if (transaction.Prepare(Free).Bind(project).Bind(leaseId.Ordinal).Bind(leaseId.Epoch).Bind(LabelRules.SkippersThatBlock).Run() == 0)
        {
            return new SkipResult(SkipOutcome.Superseded, held.Item);
        }

        transaction.Prepare(Insert)
            .Bind(project).Bind(leaseId.Ordinal).Bind(held.Annotator).Bind(leaseId.Epoch).Bind(request.Reason).Bind(transaction.Now).Run();
        var item = ItemStateRow.Find(transaction, project, leaseId.Ordinal)!;
        if (item.Blocked)
        {
            transaction.Tally(project).BlockedItems += 1 + item.Represented;
        }

        return new SkipResult(SkipOutcome.Skipped, item);
    }
}
