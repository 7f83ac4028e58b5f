using System.Text.RegularExpressions;
using ActiveLearning.Harness;

namespace ActiveLearning.Faults.Tests;

/// <summary>A silo that joins takes over its share.</summary>
[Collection(nameof(OneCluster))]
public sealed partial class JoiningTests(SharedCluster shared)
{
    // Of eight partitions three silos have three, three and two.
    private const int LeastShare = 2;

    // A third of them are the joining silo's; that it is none has a chance of one in 17,000.
    private const int People = 24;

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private LocalCluster Cluster => shared.Cluster;

    [Fact]
    public async Task A_joining_silo_takes_over_its_share_of_a_projects_partitions_and_people()
    {
        await Cluster.StopAsync("silo-3");
        var project = await LabelledThroughout.CreateProjectAsync(Cluster, "joined", LabelledThroughout.ManyItems);
        using var deadline = new CancellationTokenSource(Deadline);
        var all = LabelledThroughout.Texts.Pool.Count + LabelledThroughout.Texts.Test.Count;
        using (var client = await Cluster.ReadyClientAsync())
        {
            await Wait.UntilAsync(async () => (await client.StatusAsync(project)).Encoded == all, "two silos have encoded the project", deadline.Token);
        }

        var people = await Task.WhenAll(Enumerable.Range(0, People).Select(i => HubAnnotator.JoinAsync(Cluster.UrlOf("silo-1"), project, $"joiner-{i}", deadline.Token)));
        await Task.WhenAll(people.Select(person => person.NextAsync(deadline.Token)));

        var asked = TimeProvider.System.GetUtcNow();
        await Cluster.StartPartAsync("silo-3");
        var serves = TimeProvider.System.GetUtcNow() - asked;

        using var joined = Cluster.ClientOf("silo-3");
        await Wait.UntilAsync(async () => await PartitionsAsync(joined, project) >= LeastShare, "the joining silo hosts its share", deadline.Token);
        Console.WriteLine($"silo-3 served {serves.TotalSeconds:F1} s after it was started and hosted its share after {(TimeProvider.System.GetUtcNow() - asked).TotalSeconds:F1} s");
        await Wait.UntilAsync(async () => (await joined.StatusAsync(project)).Encoded == all, "what moved has its vectors again", deadline.Token);
        Assert.InRange(await PartitionsAsync(joined, project), LeastShare, LeastShare + 1);

        await Wait.UntilAsync(() => Task.FromResult(people.Any(person => person.IsAskedToConnectAgain)), "the joining silo's share of people is asked to connect again", deadline.Token);
        var leaving = people.Where(person => person.IsAskedToConnectAgain).ToArray();
        Console.WriteLine($"{leaving.Length} of {People} people were asked to connect again");
        foreach (var person in leaving)
        {
            var held = person.Leases;
            await person.DisposeAsync();
            await using var again = await HubAnnotator.JoinAsync(Cluster.UrlOf("silo-3"), project, person.Name, deadline.Token);
            var item = await again.NextAsync(deadline.Token);

            Assert.Contains(item.LeaseId, held);
            Assert.Equal("accepted", (await again.SubmitAsync(item, LabelledThroughout.Texts.Classes[0], deadline.Token)).Outcome);
        }

        await Task.WhenAll(people.Except(leaving).Select(person => person.DisposeAsync().AsTask()));
    }

    /// <summary>A silo tells of the partitions that it has hosted since it was started.</summary>
    private static async Task<int> PartitionsAsync(SiloClient silo, string project) =>
        Partition().Matches(await silo.Http.GetStringAsync("/metrics")).Count(match => match.Value.Contains($"project=\"{project}\"", StringComparison.Ordinal));

    [GeneratedRegex(@"^active_learning_partition_unencoded\{[^}]*\}", RegexOptions.Multiline)]
    private static partial Regex Partition();
}
