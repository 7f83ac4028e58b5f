using ActiveLearning.Harness;

namespace ActiveLearning.Faults.Tests;

/// <summary>A cluster whose silos divide the work: two serve people, one scores, and Redis keeps the list of them.</summary>
[Collection(nameof(OwnProcesses))]
public sealed class RolesTests
{
    [Fact]
    public async Task With_divided_roles_and_membership_in_Redis_killing_one_of_each_loses_no_label()
    {
        var seed = FaultSeed.For(nameof(With_divided_roles_and_membership_in_Redis_killing_one_of_each_loses_no_label), 401);
        await using var cluster = await LocalCluster.StartAsync(
            silos: 3,
            environment: new() { ["CLUSTER_MEMBERSHIP"] = "redis" },
            ofSilo: new()
            {
                ["silo-1"] = Role("serve"),
                ["silo-2"] = Role("serve"),
                ["silo-3"] = Role("score"),
            });
        cluster.ServeNobody("silo-3");

        await LabelledThroughout.ExpectAsync(cluster, "roles", seed, async crowd =>
        {
            foreach (var silo in (string[])["silo-2", "silo-3"])
            {
                var killed = TimeProvider.System.GetUtcNow();
                await cluster.KillAsync(silo);
                var wait = await crowd.UntilAllServedAsync(killed, LabelledThroughout.Resumed);
                Console.WriteLine($"{silo} killed: the last of {LabelledThroughout.People} people was served again after {wait.TotalSeconds:F1} s");
                await cluster.StartPartAsync(silo);
                await LabelledThroughout.UntilServedAsync(crowd);
            }
        });

        using var scoring = cluster.ClientOf("silo-3");
        using var refused = await scoring.Http.GetAsync("/api/v1/projects");
        using var health = await scoring.Http.GetAsync("/health/ready");
        Assert.Equal(System.Net.HttpStatusCode.NotFound, refused.StatusCode);
        Assert.Equal(System.Net.HttpStatusCode.OK, health.StatusCode);

        var (_, told) = await OperatorCommand.RunAsync(
            "doctor",
            "--Ledger:Provider=postgresql", $"--Ledger:ConnectionString={cluster.ConnectionString}", "--Cluster:Membership=redis", $"--Redis:ConnectionString={cluster.Redis}");
        Assert.Contains("3 living, ", told, StringComparison.Ordinal);
        Assert.All(cluster.Silos, silo => Assert.Matches($":{cluster.SiloPortOf(silo)}.* is Active", told));
    }

    private static Dictionary<string, string> Role(string role) => new() { ["Cluster__Roles"] = role };
}
