using System.Collections.Concurrent;

namespace ActiveLearning.Grains.Training;

/// <summary>
/// Tells trainers of the labels that this silo stored: of the first at once, of those that follow ten times a second at most, since a trainer only wants to know how far the ledger is.
/// </summary>
public sealed class LabelNews(IGrainFactory grains, TimeProvider time)
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(100);

    private readonly ConcurrentDictionary<string, ProjectNews> _projects = new();

    /// <summary>Notes that a label, or an undo, was stored.</summary>
    /// <param name="projectId">Its project.</param>
    /// <param name="sequence">Its number.</param>
    public void Tell(string projectId, long sequence)
    {
        ArgumentNullException.ThrowIfNull(projectId);
        var news = _projects.GetOrAdd(projectId, _ => new ProjectNews());
        lock (news)
        {
            news.UpTo = Math.Max(news.UpTo, sequence);
            if (news.IsDue)
            {
                return;
            }

            var rest = news.ToldAt is { } told ? Pace - time.GetElapsedTime(told) : TimeSpan.Zero;
            if (rest > TimeSpan.Zero)
            {
                news.IsDue = true;
                _ = SendLaterAsync(projectId, news, rest);
                return;
            }

            Send(projectId, news);
        }
    }

    private async Task SendLaterAsync(string projectId, ProjectNews news, TimeSpan rest)
    {
        await Task.Delay(rest, time);
        lock (news)
        {
            news.IsDue = false;
            Send(projectId, news);
        }
    }

    private void Send(string projectId, ProjectNews news)
    {
        news.ToldAt = time.GetTimestamp();
        grains.Reach<ITrainerGrain>(GrainKeys.Project(projectId)).LabelsChanged(news.UpTo).Ignore();
    }

    private sealed class ProjectNews
    {
        public long UpTo { get; set; }

        public long? ToldAt { get; set; }

        public bool IsDue { get; set; }
    }
}
