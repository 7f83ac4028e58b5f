using System.Collections.Concurrent;
using ActiveLearning.Ledger;

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
                folded.Activity.Fold(rows);
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

    private sealed record Folded(LabelActivity Activity, SemaphoreSlim Gate);
}
