using ActiveLearning.Harness;

namespace ActiveLearning.Faults.Tests;

/// <summary>Silos that end in order hand over what they have.</summary>
[Collection(nameof(OneCluster))]
public sealed class RestartTests(SharedCluster shared)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private LocalCluster Cluster => shared.Cluster;

    [Fact]
    public async Task A_rolling_restart_under_load_loses_no_label()
    {
        var seed = FaultSeed.For(nameof(A_rolling_restart_under_load_loses_no_label), 301);
        await LabelledThroughout.ExpectAsync(Cluster, "rolling", seed, items: LabelledThroughout.ManyItems, fault: async crowd =>
        {
            foreach (var silo in Cluster.Silos)
            {
                var asked = TimeProvider.System.GetUtcNow();
                await Cluster.StopAsync(silo);
                var ended = TimeProvider.System.GetUtcNow() - asked;
                var wait = await crowd.UntilAllServedAsync(asked, LabelledThroughout.Resumed);
                Console.WriteLine($"{silo} ended after {ended.TotalSeconds:F1} s; the last of {LabelledThroughout.People} people was served again after {wait.TotalSeconds:F1} s");
                await Cluster.StartPartAsync(silo);
                await LabelledThroughout.UntilServedAsync(crowd);
            }
        });
    }

    [Fact]
    public async Task Silos_whose_clocks_are_wrong_grant_leases_by_the_database_clock()
    {
        var seed = FaultSeed.For(nameof(Silos_whose_clocks_are_wrong_grant_leases_by_the_database_clock), 302);
        await Task.WhenAll(RestartWithAsync("silo-1", new() { ["Clock__Skew"] = "00:20:00" }), RestartWithAsync("silo-2", new() { ["Clock__Skew"] = "-00:20:00" }));
        try
        {
            await LabelledThroughout.ExpectAsync(Cluster, "skewed", seed, async crowd =>
            {
                await LabelledThroughout.UntilServedAsync(crowd);
                await LabelledThroughout.UntilServedAsync(crowd);
            });
        }
        finally
        {
            await Task.WhenAll(RestartWithAsync("silo-1", []), RestartWithAsync("silo-2", []));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_person_whose_silo_ends_finds_their_leases_on_another(bool killed)
    {
        var project = await LabelledThroughout.CreateProjectAsync(Cluster, killed ? "hub-killed" : "hub-ended");
        using var deadline = new CancellationTokenSource(Deadline);
        var anyClass = LabelledThroughout.Texts.Classes[0];
        IReadOnlyList<string> held;
        await using (var before = await HubAnnotator.JoinAsync(Cluster.UrlOf("silo-1"), project, "ann", deadline.Token))
        {
            var first = await before.NextAsync(deadline.Token);
            await before.SubmitAsync(first, anyClass, deadline.Token);
            await before.NextAsync(deadline.Token);
            held = before.Leases;
            await (killed ? Cluster.KillAsync("silo-1") : Cluster.StopAsync("silo-1"));
        }

        await using (var after = await HubAnnotator.JoinAsync(Cluster.UrlOf("silo-2"), project, "ann", deadline.Token))
        {
            var next = await after.NextAsync(deadline.Token);
            var reply = await after.SubmitAsync(next, anyClass, deadline.Token);

            Assert.Contains(next.LeaseId, held);
            Assert.Equal("accepted", reply.Outcome);
        }

        await Cluster.StartPartAsync("silo-1");
    }

    [Fact]
    public async Task A_silo_that_sees_one_processor_starts_and_serves()
    {
        await RestartWithAsync("silo-1", new() { ["DOTNET_PROCESSOR_COUNT"] = "1" });
        try
        {
            var project = await LabelledThroughout.CreateProjectAsync(Cluster, "one-processor");
            using var deadline = new CancellationTokenSource(Deadline);
            await using var person = await HubAnnotator.JoinAsync(Cluster.UrlOf("silo-1"), project, "ann", deadline.Token);

            var reply = await person.SubmitAsync(await person.NextAsync(deadline.Token), LabelledThroughout.Texts.Classes[0], deadline.Token);

            Assert.Equal("accepted", reply.Outcome);
        }
        finally
        {
            await RestartWithAsync("silo-1", []);
        }
    }

    private async Task RestartWithAsync(string silo, Dictionary<string, string> settings)
    {
        await Cluster.StopAsync(silo);
        Cluster.Configure(silo, settings);
        await Cluster.StartPartAsync(silo);
    }
}
