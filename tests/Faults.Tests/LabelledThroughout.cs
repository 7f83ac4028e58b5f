using ActiveLearning.Harness;

namespace ActiveLearning.Faults.Tests;

/// <summary>People label a project of its own while something breaks; afterwards they label all that is left, and the ledger is read from end to end.</summary>
internal static class LabelledThroughout
{
    /// <summary>How many label.</summary>
    public const int People = 12;

    /// <summary>At most, until everybody is served again; what is usual is measured by the benchmark, not here, where other tests share the cores.</summary>
    public static readonly TimeSpan Resumed = TimeSpan.FromSeconds(30);

    /// <summary>Items for a test that breaks several things one after another.</summary>
    public const int ManyItems = 2_000;

    /// <summary>What people label in twice the time that one fault takes; the rest is labelled at the end of each test, which is a third of its time.</summary>
    private const int Items = 1_200;

    /// <summary>Longer than anybody waits here. A lease whose grant was stored but never told, because a process died between, ends by itself.</summary>
    private const int LeaseSeconds = 60;

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(1_300);

    /// <summary>Few enough items to label them all, so that one that was lost from the queue shows.</summary>
    public static LabelledTexts Texts { get; } = Take(LabelledTexts.Load("sms_spam"), ManyItems);

    /// <summary>Makes a project with items to label.</summary>
    public static async Task<string> CreateProjectAsync(LocalCluster cluster, string id, int items = Items)
    {
        using var client = await cluster.ReadyClientAsync();
        await client.CreateProjectAsync(id, Texts.Classes, leaseSeconds: LeaseSeconds);
        await client.ImportAsync(id, Take(Texts, items));
        return id;
    }

    /// <summary>Breaks something under load and checks every promise.</summary>
    public static async Task ExpectAsync(LocalCluster cluster, string project, int seed, Func<LabellingCrowd, Task> fault, int items = Items)
    {
        await CreateProjectAsync(cluster, project, items);
        var acknowledged = new Dictionary<string, AcknowledgedLabel>();
        await using (var crowd = new LabellingCrowd(cluster, project, Texts.Truth(), People, Look, seed))
        {
            await UntilServedAsync(crowd);

            await fault(crowd);

            await crowd.EndAsync();
            Assert.Empty(crowd.Wrong);
            Assert.True(crowd.Acknowledged.Count > 2 * People, $"Only {crowd.Acknowledged.Count} labels were acknowledged.");
            Assert.Empty(crowd.AddTo(acknowledged));
        }

        await using (var rest = new LabellingCrowd(cluster, project, Texts.Truth(), People, TimeSpan.Zero, seed))
        {
            await LedgerPromises.UntilAllSettledAsync(cluster, project, rest, TimeSpan.FromSeconds(120));
            await rest.EndAsync();
            Assert.Empty(rest.Wrong);
            Assert.Empty(rest.AddTo(acknowledged));
        }

        var broken = await LedgerPromises.BrokenAsync(cluster, project, acknowledged);
        Assert.True(broken.Count == 0, string.Join(Environment.NewLine, broken));
    }

    /// <summary>Waits until everybody is served from now on.</summary>
    /// <returns>How long the last of them waited.</returns>
    public static Task<TimeSpan> UntilServedAsync(LabellingCrowd crowd) => crowd.UntilAllServedAsync(TimeProvider.System.GetUtcNow(), Resumed);

    private static LabelledTexts Take(LabelledTexts all, int items) => all with { Pool = [.. all.Pool.Take(items)], Test = [.. all.Test.Take(200)] };
}
