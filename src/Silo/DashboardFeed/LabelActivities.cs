using System.Collections.Concurrent;
using ActiveLearning.Ledger;
using ActiveLearning.Ledger.Labels;

namespace ActiveLearning.Silo.DashboardFeed;

/// <summary>The label activity of each project that somebody asked for, brought up to date by reading the rows that are new.</summary>
internal sealed class LabelActivities(ILedger ledger, TimeProvider time)
{
    private const int RowsAtATime = 5_000;

    private readonly ConcurrentDictionary<int, Folded> _projects = new();

    /// <summary>The activity of a project now.</summary>
    public async Task<ActivitySummary> ReadAsync(int projectKey, int classes, CancellationToken cancellationToken)
    {
        var folded = _projects.GetOrAdd(projectKey, _ => new Folded(new LabelActivity(classes), new SemaphoreSlim(1)));
        await folded.Gate.WaitAsync(cancellationToken);
        try
        {
            while (true)
            {
                var rows = await ledger.Labels.ReadLabelsAsync(projectKey, folded.Activity.UpTo, RowsAtATime, cancellationToken);
                folded.Activity.Fold(rows, await UndoneAsync(projectKey, rows, cancellationToken));
                if (rows.Count < RowsAtATime)
                {
                    return ActivitySummary.Of(folded.Activity, time.GetUtcNow());
                }
            }
        }
        finally
        {
            folded.Gate.Release();
        }
    }

    /// <summary>The answers that these rows take back.</summary>
    private async Task<Dictionary<long, LabelRow>> UndoneAsync(int projectKey, IReadOnlyList<LabelRow> rows, CancellationToken cancellationToken)
    {
        var undone = new Dictionary<long, LabelRow>();
        foreach (var sequence in rows.Select(row => row.Supersedes).OfType<long>())
        {
            undone[sequence] = await ledger.Labels.FindLabelAsync(projectKey, sequence, cancellationToken)
                ?? throw new LedgerUnavailableException($"Label {sequence} was taken back but has no row.");
        }

        return undone;
    }

    private sealed record Folded(LabelActivity Activity, SemaphoreSlim Gate);
}
