using ActiveLearning.Cluster.Tests.Fixture;
using ActiveLearning.Grains;
using ActiveLearning.Grains.Annotators;
using ActiveLearning.Grains.Routing;

namespace ActiveLearning.Cluster.Tests;

/// <summary>People on two silos: each has a router of its own, and annotators' grains beside their screens.</summary>
public sealed class RoutersTests(TestCluster cluster) : IClassFixture<TestCluster>
{
    [Fact]
    public async Task A_screen_draws_its_annotator_to_its_silo_with_what_it_holds()
    {
        var project = await cluster.CreateProjectAsync();
        await project.ImportAsync(10);
        var held = await project.LeaseOneAsync("ann");

        foreach (var silo in cluster.Silos.Concat(cluster.Silos))
        {
            await project.ComeAsync("ann", silo);

            Assert.Equal(held.Lease.Id, (await project.LeaseOneAsync("ann")).Lease.Id);
            Assert.Equal([silo], await cluster.SilosOfAsync(project.Annotator("ann")));
        }
    }

    [Fact]
    public async Task Whoever_is_asked_to_make_room_connects_again_or_goes_when_there_is_no_screen()
    {
        var project = await cluster.CreateProjectAsync();
        await project.ImportAsync(10);
        var screen = new FakeScreen(project.Annotator("seen"));
        await project.Annotator("seen").Connect("c1", cluster.Grains.CreateObjectReference<IAnnotatorObserver>(screen), again: false);
        await project.LeaseOneAsync("unseen");

        await project.Annotator("seen").MakeRoom();
        await project.Annotator("unseen").MakeRoom();

        await Eventually.HoldsAsync(() => Task.FromResult(screen.AskedToConnectAgain == 1), "the screen was asked to connect again");
        await Eventually.HoldsAsync(async () => !await cluster.IsAwakeAsync(project.Annotator("unseen")), "the grain without a screen has gone");
        Assert.True(await cluster.IsAwakeAsync(project.Annotator("seen")));
    }

    [Fact]
    public async Task The_last_items_are_found_though_another_silos_router_has_them_in_hand()
    {
        var project = await cluster.CreateProjectAsync();
        await project.ImportAsync(12);
        await project.ComeAsync("a", cluster.Silos[0]);
        await project.ComeAsync("b", cluster.Silos[1]);
        await project.LeaseOneAsync("a");

        var rest = await project.Annotator("b").Lease(11);
        var none = await project.Annotator("c").Lease(1);

        Assert.Equal(11, rest.Count);
        Assert.Empty(none);
    }

    [Fact]
    public async Task A_router_that_goes_leaves_nothing_set_aside()
    {
        var project = await cluster.CreateProjectAsync();
        await project.ImportAsync(12);
        await project.ComeAsync("a", cluster.Silos[0]);
        await project.ComeAsync("b", cluster.Silos[1]);
        await project.LeaseOneAsync("a");

        await cluster.PutToSleepAsync(cluster.Grains.Reach<IRouterGrain>(GrainKeys.Router(project.Row.Id, cluster.Silos[0])));

        Assert.Equal(11, (await project.Annotator("b").Lease(11)).Count);
    }

    [Fact]
    public async Task Items_like_those_that_are_out_on_another_silo_are_kept_back_once_that_silo_has_said_so()
    {
        var project = await cluster.CreateProjectAsync(strategy: "random");
        var text = "win a free holiday now by calling this number before friday evening, terms apply";
        await project.ImportAsync([("twin0", text, null)]);
        await project.EncodedAsync();
        await project.ComeAsync("a", cluster.Silos[0]);
        await project.LeaseOneAsync("a");
        await project.ImportAsync([("twin1", text, null), .. Enumerable.Range(0, 30).Select(i => ($"i{i}", TestCluster.TextOf(i), (int?)null))]);
        await project.EncodedAsync();

        // It tells at the latest when it goes.
        await cluster.PutToSleepAsync(cluster.Grains.Reach<IRouterGrain>(GrainKeys.Router(project.Row.Id, cluster.Silos[0])));
        await project.ComeAsync("b", cluster.Silos[1]);
        var others = await project.Annotator("b").Lease(30);

        Assert.Equal(30, others.Count);
        Assert.DoesNotContain(others, lease => lease.Text == text);
        Assert.Equal(text, (await project.Annotator("b").Lease(31))[^1].Text);
    }

    [Fact]
    public async Task A_router_of_an_older_silo_which_says_neither_what_is_out_nor_what_to_leave_is_given_items()
    {
        var project = await cluster.CreateProjectAsync();
        await project.ImportAsync(1);
        var partition = PartitionOfFirst(project);

        var ofFront = Assert.Single((await partition.TakeFront(1, null, null, null)).Items);
        var ofWalk = Assert.Single((await partition.TakeWalk(1, null, null, null)).Items);

        Assert.Equal(ofFront.Ordinal, ofWalk.Ordinal);
    }

    [Theory]
    [InlineData(20, 21)]
    [InlineData(600, 61)]
    public async Task What_was_handed_out_to_nobody_is_offered_again_after_a_short_lease_or_a_minute(int leaseSeconds, int laterSeconds)
    {
        var project = await cluster.CreateProjectAsync(leaseDuration: TimeSpan.FromSeconds(leaseSeconds));
        await project.ImportAsync(1);
        var partition = PartitionOfFirst(project);
        var taken = Assert.Single((await partition.TakeFront(1, null, [], [])).Items);

        Assert.Empty((await partition.TakeWalk(1, null, handedOut: [taken.Ordinal], [])).Items);
        cluster.Clock.Advance(TimeSpan.FromSeconds(laterSeconds - 5));
        var early = await project.Annotator("a").Lease(1);
        cluster.Clock.Advance(TimeSpan.FromSeconds(5));

        Assert.Empty(early);
        await project.LeaseOneAsync("b");
    }

    [Fact]
    public async Task A_pause_reaches_the_routers_of_all_silos()
    {
        var project = await cluster.CreateProjectAsync();
        await project.ImportAsync(20);
        foreach (var (silo, name) in cluster.Silos.Zip(["a", "b"]))
        {
            await project.ComeAsync(name, silo);
            await project.LeaseOneAsync(name);
        }

        await cluster.Grains.Reach<Grains.Projects.IProjectGrain>(GrainKeys.Project(project.Row.Id)).Change(paused: true, strategy: null);

        foreach (var name in new[] { "a", "b" })
        {
            await Eventually.HoldsAsync(async () => (await project.Annotator(name).Lease(1)).Count == 0, $"{name} is offered nothing");
        }
    }

    [Fact]
    public async Task Screens_are_counted_where_they_are_and_once_after_a_move()
    {
        var project = await cluster.CreateProjectAsync();
        await project.ImportAsync(20);
        foreach (var (silo, name) in cluster.Silos.Zip(["a", "b"]))
        {
            await ConnectAsync(project, name, silo);
        }

        await Eventually.HoldsAsync(async () => await PresentAsync(project) is [1, 1], "one on each silo");
        await ConnectAsync(project, "a", cluster.Silos[1]);

        await Eventually.HoldsAsync(async () => await PresentAsync(project) is [0, 2], "both on the second silo");
    }

    private Grains.Partitions.IPoolPartitionGrain PartitionOfFirst(TestProject project) =>
        cluster.Grains.Reach<Grains.Partitions.IPoolPartitionGrain>(GrainKeys.Partition(project.Row.Id, GrainKeys.PartitionOf("i0", project.Row.Partitions)));

    private Task<int[]> PresentAsync(TestProject project) => Task.WhenAll(cluster.Silos.Select(silo => cluster.Grains.Reach<IRouterGrain>(GrainKeys.Router(project.Row.Id, silo)).GetPresent()));

    private async Task ConnectAsync(TestProject project, string name, SiloAddress silo)
    {
        var annotator = project.Annotator(name);
        await project.ComeAsync(name, silo);
        await annotator.Connect($"{name} on {silo}", cluster.Grains.CreateObjectReference<IAnnotatorObserver>(new FakeScreen(annotator)), again: false);
    }
}
