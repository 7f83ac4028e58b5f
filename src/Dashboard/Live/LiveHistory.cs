using ActiveLearning.Contracts.Hubs;

namespace ActiveLearning.Dashboard.Live;

/// <summary>What this page has seen of a project since it was opened: for the small lines beside the numbers, and for rates.</summary>
public sealed class LiveHistory
{
    private const int Most = 120;
    private readonly List<double> coverage = [];
    private readonly List<double> open = [];

    /// <summary>How fast texts are encoded.</summary>
    public ProgressRate Encoding { get; } = new();

    /// <summary>When the newest figures arrived, on this machine's clock.</summary>
    public DateTimeOffset LastSeen { get; private set; }

    /// <summary>Share of the pool near a label, where it changed.</summary>
    public IReadOnlyList<double> Coverage => coverage;

    /// <summary>Open items, where their number changed.</summary>
    public IReadOnlyList<double> Open => open;

    /// <summary>Labels a minute summed up over the last hour.</summary>
    public IReadOnlyList<double> Labels { get; private set; } = [];

    /// <summary>Macro-F1 of the versions that became champion or were judged, from one source.</summary>
    public IReadOnlyList<double> MacroF1 { get; private set; } = [];

    /// <summary>Takes new figures in.</summary>
    public void Note(DashboardSnapshot snapshot, DateTimeOffset now)
    {
        LastSeen = now;
        Encoding.Note(now, snapshot.Status.Encoded);
        Add(coverage, snapshot.Status.Coverage.BallShare);
        Add(open, snapshot.Queue.Open);
        var sum = 0;
        Labels = [.. snapshot.Throughput.Select(perMinute => (double)(sum += perMinute))];
        MacroF1 = [.. Charts.LearningCurve.Of(snapshot.Models).Points.TakeLast(20).Select(point => point.MacroF1)];
    }

    private static void Add(List<double> values, double value)
    {
        if (values.Count > 0 && values[^1] == value)
        {
            return;
        }

        values.Add(value);
        if (values.Count > Most)
        {
            values.RemoveAt(0);
        }
    }
}
