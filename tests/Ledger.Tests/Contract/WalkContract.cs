using ActiveLearning.Contracts;
using ActiveLearning.Ledger.Groups;
using ActiveLearning.Ledger.Tests.Support;

namespace ActiveLearning.Ledger.Tests.Contract;

public abstract class WalkContract : LedgerContract
{
    private static int[] InWalkOrder(int count) => [.. Samples.Items(count).Select((item, ordinal) => (item.WalkRank, ordinal)).Order().Select(x => x.ordinal)];

    [Fact]
    public async Task The_walk_is_read_in_its_order_up_to_an_open_item()
    {
        await HaveItemsAsync(50);
        var order = InWalkOrder(50);
        foreach (var ordinal in new[] { order[0], order[1], order[3] })
        {
            await LabelAsync(await LeaseAsync("ann", ordinal));
        }

        var one = await Ledger.Items.ReadWalkAsync(Project, openItems: 1, limit: 100, default);
        var two = await Ledger.Items.ReadWalkAsync(Project, openItems: 2, limit: 100, default);
        var all = await Ledger.Items.ReadWalkAsync(Project, openItems: 100, limit: 100, default);

        Assert.Equal(order[..3], one.Select(item => item.Ordinal));
        Assert.Equal([true, true, false], one.Select(item => item.Settled));
        Assert.Equal(order[..5], two.Select(item => item.Ordinal));
        Assert.Equal(order, all.Select(item => item.Ordinal));
        Assert.Equal(order[..7], (await Ledger.Items.ReadWalkAsync(Project, 100, limit: 7, default)).Select(item => item.Ordinal));
    }

    [Fact]
    public async Task An_item_that_waits_for_a_second_label_is_open_until_it_comes()
    {
        await HaveItemsAsync(10, overlap: 2);
        var first = InWalkOrder(10)[0];
        await LabelAsync(await LeaseAsync("ann", first));
        Assert.True((await Ledger.Items.ReadWalkAsync(Project, 1, 10, default)).Single().IsOpen);

        await LabelAsync(await LeaseAsync("bob", first));
        Assert.True((await Ledger.Items.ReadWalkAsync(Project, 1, 10, default))[0].Settled);
    }

    [Fact]
    public async Task An_item_whose_label_was_undone_is_open_again()
    {
        await HaveItemsAsync(10);
        var first = InWalkOrder(10)[0];
        var label = await LabelAsync(await LeaseAsync("ann", first));

        await UndoAsync(label.Sequence, "ann");

        Assert.True((await Ledger.Items.ReadWalkAsync(Project, 1, 10, default)).Single().IsOpen);
    }

    [Fact]
    public async Task A_blocked_item_is_passed_and_says_so()
    {
        await HaveItemsAsync(10);
        var order = InWalkOrder(10);
        foreach (var person in new[] { "ann", "bob", "cat" })
        {
            await SkipAsync((await LeaseAsync(person, order[0])).Id);
        }

        var walk = await Ledger.Items.ReadWalkAsync(Project, 1, 10, default);

        Assert.Equal((order[0], false, true), (walk[0].Ordinal, walk[0].Settled, walk[0].Blocked));
        Assert.Equal(order[1], walk[1].Ordinal);
    }

    [Fact]
    public async Task Held_out_items_are_no_part_of_the_walk_and_do_not_count_as_pool()
    {
        await HaveItemsAsync(5);
        await Ledger.Items.ImportAsync(Project, [.. Enumerable.Range(100, 5).Select(n => Samples.Item(n, ItemSplit.Test))], default);
        await Ledger.Items.ImportAsync(Project, Samples.Items(5, from: 5), default);

        var walk = await Ledger.Items.ReadWalkAsync(Project, 100, 100, default);

        Assert.Equal(10, walk.Count);
        Assert.Equal(5, await Ledger.Items.CountPoolBelowAsync(Project, 10, default));
        Assert.Equal(7, await Ledger.Items.CountPoolBelowAsync(Project, 12, default));
    }

    [Fact]
    public async Task A_near_duplicate_is_settled_by_the_label_of_the_item_that_stands_for_it()
    {
        await HaveItemsAsync(10);
        var order = InWalkOrder(10);
        await Ledger.Groups.JoinAsync(Project, [new NearPair(order[0], order[2])], comparedUpTo: 10, default);
        var states = await Ledger.Items.ReadAsync(Project, order[0], default);
        var representative = states!.State.Representative ?? order[0];
        await LabelAsync(await LeaseAsync("ann", representative));
        await LabelAsync(await LeaseAsync("ann", order[1]));

        var walk = await Ledger.Items.ReadWalkAsync(Project, 1, 10, default);

        Assert.Equal([true, true, true, false], walk.Select(item => item.Settled));
        Assert.Equal([representative, order[1], representative, order[3]], walk.Select(item => item.LabelledAs));
    }
}
