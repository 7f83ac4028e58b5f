using ActiveLearning.Harness;
using ActiveLearning.Learning.Synthetic;

namespace ActiveLearning.Benchmarks.Load;

/// <summary>People who label a synthetic project over HTTP on all silos of a local cluster, and what they were promised.</summary>
internal sealed class ClusterLoad
{
    private readonly LocalCluster _cluster;
    private readonly string _project;
    private readonly Dictionary<string, string> _truth;
    private readonly Dictionary<string, AcknowledgedLabel> _acknowledged = [];
    private readonly List<string> _wrong = [];

    private ClusterLoad(LocalCluster cluster, string project, Dictionary<string, string> truth)
    {
        _cluster = cluster;
        _project = project;
        _truth = truth;
    }

    /// <summary>Settings of silos whose texts become vectors at once: encoding for minutes would be measured along.</summary>
    public static Dictionary<string, string> WithoutEncoder => new() { ["Encoding__Encoder"] = "projected-ngrams" };

    /// <summary>Makes the project and waits until all its items have vectors.</summary>
    public static async Task<ClusterLoad> PrepareAsync(LocalCluster cluster, string project, int items, CancellationToken cancellationToken)
    {
        var classes = SyntheticStream.Classes.Select(c => c.Name).ToArray();
        var texts = new LabelledTexts(
            "synthetic", classes, [.. SyntheticStream.Generate(5, items).Select(i => new LabelledText(i.Id, i.Text, classes[i.Class]))], []);
        using var client = cluster.ClientOf(cluster.Silos[0]);
        await client.CreateProjectAsync(project, classes);
        await client.ImportAsync(project, texts);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(TimeSpan.FromMinutes(10));
        await Wait.UntilAsync(async () => (await client.StatusAsync(project)).Encoded == items, "all texts are encoded", patience.Token);
        return new ClusterLoad(cluster, project, texts.Truth());
    }

    /// <summary>Lets people begin; <see cref="Note"/> them when they have ended.</summary>
    public LabellingCrowd Crowd(int people, TimeSpan look, int seed, bool keepToSilo = false) => new(_cluster, _project, _truth, people, look, seed, keepToSilo);

    /// <summary>Labels a second of people who do not look, once everybody has been served.</summary>
    public async Task<double> SaturateAsync(int people, int seed, TimeSpan time, CancellationToken cancellationToken)
    {
        await using var crowd = Crowd(people, TimeSpan.Zero, seed + 1_000_000);
        await crowd.UntilAllServedAsync(TimeProvider.System.GetUtcNow(), TimeSpan.FromMinutes(2));
        var rate = await RateAsync(crowd, time, cancellationToken);
        await crowd.EndAsync();
        Note(crowd);
        return rate;
    }

    /// <summary>Labels a second of a crowd over a while from now on.</summary>
    public static async Task<double> RateAsync(LabellingCrowd crowd, TimeSpan time, CancellationToken cancellationToken)
    {
        var (before, started) = (crowd.Acknowledged.Count, TimeProvider.System.GetTimestamp());
        await Task.Delay(time, TimeProvider.System, cancellationToken);
        return (crowd.Acknowledged.Count - before) / TimeProvider.System.GetElapsedTime(started).TotalSeconds;
    }

    /// <summary>How long people look so that they ask for half of what they were served at most.</summary>
    public static TimeSpan LookAtHalfOf(double saturated, int people) => TimeSpan.FromSeconds(2 * people / saturated);

    /// <summary>Keeps what an ended crowd was promised.</summary>
    public void Note(LabellingCrowd crowd)
    {
        _wrong.AddRange(crowd.Wrong);
        _wrong.AddRange(crowd.AddTo(_acknowledged));
    }

    /// <summary>What does not hold in the ledger now that nobody writes.</summary>
    public async Task<IReadOnlyList<string>> BrokenAsync() => [.. _wrong, .. await LedgerPromises.BrokenAsync(_cluster, _project, _acknowledged)];
}
