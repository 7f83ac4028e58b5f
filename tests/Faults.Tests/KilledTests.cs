namespace ActiveLearning.Faults.Tests;

/// <summary>Parts of the cluster are killed while people label: nothing acknowledged is lost or doubled, and work goes on.</summary>
public sealed class KilledTests(SharedCluster shared) : SharedClusterTests(shared)
{
    private const int Kills = 5;

    [Fact]
    public async Task Killing_random_silos_loses_no_label_and_work_resumes()
    {
        var seed = FaultSeed.For(nameof(Killing_random_silos_loses_no_label_and_work_resumes), 101);
        var random = new Random(seed);
        await LabelledThroughout.ExpectAsync(Cluster, "kill-silos", seed, items: LabelledThroughout.ManyItems, fault: async crowd =>
        {
            for (var kill = 1; kill <= Kills; kill++)
            {
                var silo = Cluster.Silos[random.Next(Cluster.Silos.Count)];
                var killed = TimeProvider.System.GetUtcNow();
                await Cluster.KillAsync(silo);
                var wait = await crowd.UntilAllServedAsync(killed, LabelledThroughout.Resumed);
                Console.WriteLine($"{silo} killed: the last of {LabelledThroughout.People} people was served again after {wait.TotalSeconds:F1} s");

                await Cluster.StartPartAsync(silo);
                await LabelledThroughout.UntilServedAsync(crowd);
            }
        });
    }

    [Fact]
    public async Task Killing_Redis_blocks_nobody()
    {
        var seed = FaultSeed.For(nameof(Killing_Redis_blocks_nobody), 104);
        await LabelledThroughout.ExpectAsync(Cluster, "kill-redis", seed, async crowd =>
        {
            await Cluster.KillAsync("redis");
            await LabelledThroughout.UntilServedAsync(crowd);
            await LabelledThroughout.UntilServedAsync(crowd);

            await Cluster.StartPartAsync("redis");
            await LabelledThroughout.UntilServedAsync(crowd);
        });
    }

    [Fact]
    public async Task Killing_PostgreSQL_loses_no_label_and_work_resumes_when_it_is_back()
    {
        var seed = FaultSeed.For(nameof(Killing_PostgreSQL_loses_no_label_and_work_resumes_when_it_is_back), 105);
        await LabelledThroughout.ExpectAsync(Cluster, "kill-postgres", seed, async crowd =>
        {
            await Cluster.KillAsync("postgres");
            await Cluster.StartPartAsync("postgres");
            await crowd.UntilAllServedAsync(TimeProvider.System.GetUtcNow(), 2 * LabelledThroughout.Resumed);
        });
    }
}
