using ActiveLearning.Cluster.Tests.Fixture;
using ActiveLearning.Contracts;
using ActiveLearning.Grains;
using ActiveLearning.Grains.ContentItems;
using ActiveLearning.Grains.Grouping;
using ActiveLearning.Grains.Labelled;
using ActiveLearning.Learning.ControlArm;
using ActiveLearning.Learning.Encoding;
using ActiveLearning.Ledger.Groups;
using ActiveLearning.Ledger.Items;
using ActiveLearning.Ledger.Labels;

namespace ActiveLearning.Cluster.Tests;

/// <summary>Near-duplicate groups as annotators and owners meet them.</summary>
public sealed class GroupingTests(TestCluster cluster) : IClassFixture<TestCluster>
{
    private const string Text = "when you eat food that is too hot and start breathing like a dragon in the middle of the night everybody looks at your plate";

    private static readonly LeaseGrounds Grounds = new(Arm.Learn, "margin", LeaseReason.Margin, 0, 0, null, []);

    [Fact]
    public async Task Of_a_group_one_item_is_handed_out_however_many_ask_and_one_label_settles_it()
    {
        var project = await cluster.CreateProjectAsync(nearDuplicates: true);
        await ImportAsync(project, Copies(12));
        await ImportAsync(project, [.. Enumerable.Range(0, 5).Select(i => ($"o{i}", TestCluster.TextOf(i)))]);

        var leases = (await Task.WhenAll(Enumerable.Range(0, 8).Select(a => project.Annotator($"a{a}").Lease(3)))).SelectMany(l => l).ToArray();

        Assert.Equal(6, leases.Length);
        var copy = Assert.Single(leases, l => l.Lease.ItemId[0] == 'c').Lease;
        await project.Annotator(copy.Annotator).Submit(copy.Id, 0, 1);
        var status = await project.StatusAsync();
        Assert.Equal((12, 11), (status.Items.Settled, status.NearDuplicates!.SettledByGroup));
        Assert.Equal(12.0 / 17, status.Coverage.LabelledShare, 6);
        await project.VerifyLedgerAsync();
    }

    [Fact]
    public async Task Undo_opens_the_group_again()
    {
        var project = await cluster.CreateProjectAsync(nearDuplicates: true);
        await ImportAsync(project, Copies(3));
        var lease = await project.LeaseOneAsync("ann");
        var label = await project.Annotator("ann").Submit(lease.Lease.Id, 0, 1);

        await project.Annotator("ann").Undo(label.Label!.Sequence);

        Assert.Equal((0, 1, 2), ((await project.StatusAsync()).Items.Settled, (await project.StatusAsync()).Items.Leased, (await project.StatusAsync()).Items.Open));
        Assert.Equal(lease.Lease.ItemId, (await project.LeaseOneAsync("ann")).Lease.ItemId);
    }

    [Fact]
    public async Task Close_items_are_joined_in_the_background()
    {
        var project = await cluster.CreateProjectAsync(nearDuplicates: true);

        await ImportAsync(project, [("a", Text), ("b", $"lol {Text}"), ("c", $"not {Text}"), ("d", TestCluster.TextOf(1))]);

        var status = await Eventually.GetAsync(project.StatusAsync, s => s.NearDuplicates!.Members > 0, "close items are a group");
        Assert.Equal((1, 1), (status.NearDuplicates!.Groups, status.NearDuplicates.Members));
        Assert.Equal(3, (await Task.WhenAll(Enumerable.Range(0, 4).Select(a => project.Annotator($"a{a}").Lease(1)))).Sum(l => l.Count));
        await project.VerifyLedgerAsync();
    }

    /// <summary>Joins run against grants of the same items from many callers; whoever wins, never are two members of a group out.</summary>
    [Fact]
    public async Task A_second_member_is_never_leased_while_the_first_is_out_at_any_interleaving()
    {
        for (var seed = 0; seed < 12; seed++)
        {
            var project = await cluster.CreateProjectAsync(nearDuplicates: true);
            await project.ImportAsync(8);
            var random = new Random(seed);
            var calls = Enumerable.Range(0, 8).SelectMany(item => new Func<Task>[]
            {
                () => GrantAsync(project, item, $"a{item}"),
                () => GrantAsync(project, item, $"b{item}"),
                () => cluster.Ledger.Groups.JoinAsync(project.Row.Key, [new NearPair(item, (item + 1) % 8)], 0, default),
                () => project.Annotator($"c{item}").Lease(1),
            }).ToArray();
            random.Shuffle(calls);

            await Task.WhenAll(calls.Select(call => Task.Run(call)));

            var held = new List<ItemState>();
            await foreach (var item in cluster.Ledger.Items.ReadAllAsync(project.Row.Key, default))
            {
                held.AddRange(item.State.Holder is null ? [] : [item.State]);
            }

            Assert.NotEmpty(held);
            Assert.All(held, item => Assert.Null(item.Representative));
            await project.VerifyLedgerAsync();
        }
    }

    [Fact]
    public async Task A_settled_group_is_settled_and_an_open_one_is_one_item_after_everything_was_put_to_sleep()
    {
        var project = await cluster.CreateProjectAsync(nearDuplicates: true);
        await ImportAsync(project, Copies(4));
        var lease = await project.LeaseOneAsync("ann");
        await project.Annotator("ann").Submit(lease.Lease.Id, 1, 1);

        for (var item = 0; item < 4; item++)
        {
            await cluster.PutToSleepAsync(project, item);
        }

        Assert.Equal(GrantOutcome.Represented, (await GrantAsync(project, Enumerable.Range(0, 4).First(i => i != lease.Lease.Id.Ordinal), "bea")).Outcome);
        Assert.Empty(await project.Annotator("bea").Lease(1));
    }

    [Fact]
    public async Task What_an_owner_takes_out_is_handed_out_again()
    {
        var project = await cluster.CreateProjectAsync(nearDuplicates: true);
        await ImportAsync(project, Copies(3));
        var lease = await project.LeaseOneAsync("ann");
        await project.Annotator("ann").Submit(lease.Lease.Id, 1, 1);

        var split = await cluster.Grains.GetGrain<IGroupingGrain>(GrainKeys.Project(project.Row.Id)).Split(lease.Lease.Id.Ordinal, null);

        Assert.Equal((SplitOutcome.Split, 2), (split.Outcome, split.Opened));
        var leases = await Eventually.GetAsync(() => project.Annotator("bea").Lease(3), l => l.Count == 2, "the members are open again");
        Assert.DoesNotContain(lease.Lease.ItemId, leases.Select(l => l.Lease.ItemId));
        await project.VerifyLedgerAsync();
    }

    [Fact]
    public async Task The_walk_passes_members_that_are_settled_and_its_prefix_stays_unbroken()
    {
        for (var round = 0; round < 8; round++)
        {
            var project = await cluster.CreateProjectAsync(controlArmShare: 0.5, nearDuplicates: true);
            await ImportAsync(project, Copies(10));
            await project.ImportAsync(30);
            for (var i = 0; i < 20; i++)
            {
                var lease = await project.LeaseOneAsync("ann");
                await project.Annotator("ann").Submit(lease.Lease.Id, 0, 1);
            }

            var walk = new List<(long Rank, bool Settled, bool Control)>();
            await foreach (var item in cluster.Ledger.Items.ReadAllAsync(project.Row.Key, default))
            {
                walk.Add((
                    WalkRank.Of(unchecked((ulong)project.Row.WalkSeed), item.State.Id),
                    item.State.IsSettled || item.SettledBy is not null,
                    item.Labels.Any(l => l.Arm == Arm.Control)));
            }

            walk.Sort();
            var last = walk.FindLastIndex(item => item.Control);
            Assert.True(last > 0);
            Assert.All(walk[..last], item => Assert.True(item.Settled));
        }
    }

    [Fact]
    public async Task A_twin_of_a_held_out_item_can_be_labelled_and_is_left_out_of_training()
    {
        var project = await cluster.CreateProjectAsync(nearDuplicates: true);
        await ImportAsync(project, [("a", Text), ("b", TestCluster.TextOf(1)), ("c", TestCluster.TextOf(2))]);
        foreach (var lease in await Eventually.GetAsync(() => project.Annotator("ann").Lease(3), l => l.Count == 3, "all three are leased"))
        {
            Assert.Equal(SubmitLabelOutcome.Accepted, (await project.Annotator("ann").Submit(lease.Lease.Id, 0, 1)).Outcome);
        }

        await using var encoder = new Grains.Encoding.EncodingLane(
            new ProjectedNgramEncoder(), new Grains.Encoding.LabellingActivity(TimeProvider.System), Microsoft.Extensions.Options.Options.Create(new Grains.Encoding.EncodingOptions()));
        using var pool = new LabelledPool(project.Row, cluster.Ledger, cluster.Grains, encoder, new Grains.Encoding.PoolLsas(cluster.Ledger, encoder), 1_000);
        Assert.Equal(3, (await pool.RefreshAsync(default)).ForTraining().Items.Count);

        // The held-out item comes when its twin is labelled already.
        await project.ImportAsync([("t", $"lol {Text}", 1)], ItemSplit.Test);
        await Eventually.HoldsAsync(async () => (await project.StatusAsync()).NearDuplicates!.TestTwins == 1, "the twin is found");

        var labelled = await pool.RefreshAsync(default);
        Assert.Equal(3, labelled.Items.Count);
        Assert.Equal([1, 2], labelled.ForTraining().Items.Select(i => i.Ordinal).Order());
        Assert.Equal([2, 0], labelled.ForTraining().ByClass);
        await project.VerifyLedgerAsync();
    }

    [Fact]
    public async Task Switched_off_every_copy_wants_its_own_label()
    {
        var project = await cluster.CreateProjectAsync(nearDuplicates: false);

        await ImportAsync(project, Copies(4));

        Assert.Equal(4, (await project.Annotator("ann").Lease(4)).Count);
    }

    private static (string Id, string Text)[] Copies(int count) => [.. Enumerable.Range(0, count).Select(i => ($"c{i}", Text + new string('!', i)))];

    private static Task ImportAsync(TestProject project, (string Id, string Text)[] items) =>
        project.ImportAsync([.. items.Select(i => (i.Id, i.Text, (int?)null))]);

    private async Task<ItemGrant> GrantAsync(TestProject project, int item, string annotator) => await cluster.Grains
        .GetGrain<IContentItemGrain>(GrainKeys.Item(project.Row.Id, item)).Grant(annotator, LeaseChannel.Http, Grounds);
}
