using ActiveLearning.Ledger.Labels;
using ActiveLearning.Ledger.Sql;

namespace ActiveLearning.Ledger.Sqlite;

/// <summary>
/// Records an answer. In order: an answered lease gives its first answer again; then one conditional update, fenced by the epoch and not by the clock, so that
/// a late answer is good while nobody else was granted the item; then the label row and the live answer.
/// </summary>
internal static class Record
{
    private const string Close = """
        UPDATE items SET live_labels = live_labels + 1, holder = NULL, lease_until = NULL
        WHERE project = ?1 AND ordinal = ?2 AND epoch = ?3 AND live_labels < overlap AND blocked = 0
        """;

    private const string InsertLive = """
        INSERT INTO live_answers (project, ordinal, annotator, sequence, labelled_at) VALUES (?1, ?2, ?3, ?4, ?5)
        """;

    private const string InsertRefused = """
        INSERT OR IGNORE INTO refused_labels (project, ordinal, epoch, class, outcome, lead_time_ms, standard_version, refused_at)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
        """;

    /// <summary>Does it.</summary>
    public static RecordResult Apply(LedgerTransaction transaction, RecordRequest request)
    {
        var (project, leaseId) = (request.ProjectKey, request.LeaseId);
        if (HeldItem.Find(transaction, project, leaseId) is not { } held)
        {
            return new RecordResult(SubmitLabelOutcome.LeaseUnknown, Label: null, Item: null, IsRetry: false);
        }

        if (held.Answer is { } sequence)
        {
            var first = LabelRows.Find(transaction, project, sequence)!;
            return first.Class == request.Class
                ? new RecordResult(SubmitLabelOutcome.Accepted, first, held.Item, IsRetry: true)
                : Refuse(transaction, request, held, SubmitLabelOutcome.AnsweredOtherwise) with { Label = first, IsRetry = true };
        }

        if (held.IsSkipped || transaction.Prepare(Close).Bind(project).Bind(leaseId.Ordinal).Bind(leaseId.Epoch).Run() == 0)
        {
            return Refuse(transaction, request, held, LabelRules.RefuseAnswer(held.Item, leaseId));
        }

        var now = transaction.Now;
        var tally = transaction.Tally(project);
        var label = new LabelRow(
            ++tally.LabelSequence, leaseId.Ordinal, leaseId, held.Annotator, request.Class, held.LeasedAt, LedgerTime.FromMicroseconds(now),
            request.LeadTimeMs, request.StandardVersion, held.Arm, Supersedes: null);
        LabelRows.Add(transaction, project, label);
        transaction.Prepare(InsertLive).Bind(project).Bind(label.Ordinal).Bind(label.Annotator).Bind(label.Sequence).Bind(now).Run();

        var item = held.Item with { LiveLabels = held.Item.LiveLabels + 1, Holder = null, LeaseUntil = null };
        tally.LiveLabels++;
        if (item.IsSettled)
        {
            tally.AddSettled(item, settled: true);
        }

        return new RecordResult(SubmitLabelOutcome.Accepted, label, item, IsRetry: false);
    }

    private static RecordResult Refuse(LedgerTransaction transaction, RecordRequest request, HeldItem held, SubmitLabelOutcome outcome)
    {
        transaction.Prepare(InsertRefused)
            .Bind(request.ProjectKey).Bind(request.LeaseId.Ordinal).Bind(request.LeaseId.Epoch).Bind(request.Class).Bind((long)outcome)
            .Bind(request.LeadTimeMs).Bind(request.StandardVersion).Bind(transaction.Now).Run();
        return new RecordResult(outcome, Label: null, held.Item, IsRetry: false);
    }
}
