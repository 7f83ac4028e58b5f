using ActiveLearning.Contracts;
using ActiveLearning.Ledger.Groups;
using ActiveLearning.Ledger.Items;
using ActiveLearning.Ledger.Labels;
using ActiveLearning.Ledger.Tests.Support;
using CsCheck;

namespace ActiveLearning.Ledger.Tests.Contract;

/// <summary>Near-duplicate groups: one member stands for all, and one label settles them.</summary>
public abstract class GroupContract : LedgerContract
{
    [Fact]
    public async Task A_copy_of_a_text_is_a_member_from_its_first_moment()
    {
        await HaveCopiesAsync("a", "b", "a", "a");

        Assert.Equal([null, null, 0, 0], await RepresentativesAsync(4));
        Assert.Equal(2, (await StateAsync(0)).Represented);
        Assert.Equal((1, 2), ((await CountsAsync()).Groups, (await CountsAsync()).GroupMembers));
    }

    [Fact]
    public async Task Importing_the_same_rows_again_changes_no_group()
    {
        await HaveCopiesAsync("a", "a");
        var before = await CountsAsync();

        await Ledger.Items.ImportAsync(Project, [Copy(0, "a"), Copy(1, "a")], default);

        Assert.Equal(before, await CountsAsync());
    }

    [Fact]
    public async Task A_member_that_another_stands_for_is_never_granted()
    {
        await HaveCopiesAsync("a", "a");

        var refused = await GrantAsync("ann", ordinal: 1);

        Assert.Equal(GrantOutcome.Represented, refused.Outcome);
        Assert.Equal(0, refused.Item!.Representative);
    }

    [Fact]
    public async Task One_label_settles_the_group_and_members_name_it()
    {
        await HaveCopiesAsync("a", "a", "a", "b");

        var label = await LabelAsync(await LeaseAsync("ann"));

        var counts = await CountsAsync();
        Assert.Equal((3, 2, 1), (counts.Settled, counts.SettledByGroup, counts.Labels));
        var exported = await ExportAsync();
        Assert.Equal([null, label.Sequence, label.Sequence, null], exported.Select(item => item.SettledBy));
        Assert.Empty(exported[1].Labels);
        Assert.Equal(label.Sequence, (await Ledger.Items.ReadAsync(Project, 2, default))!.SettledBy);
    }

    [Fact]
    public async Task Members_share_their_groups_label_in_the_coverage_of_their_slices()
    {
        await HaveCopiesAsync("a", "a", "a", "b");
        var label = await LabelAsync(await LeaseAsync("ann"), classPosition: 2);
        var slices = (await Ledger.Items.CountSlicesAsync(Project, 10, default)).ToDictionary(slice => slice.Value);
        Assert.Equal([0, 0, 2], slices["de"].LabelsByClass);
        Assert.Equal([0, 0, 1], slices["en"].LabelsByClass);

        await UndoAsync(label.Sequence, "ann");

        Assert.All(await Ledger.Items.CountSlicesAsync(Project, 10, default), slice => Assert.Equal([0, 0, 0], slice.LabelsByClass));
    }

    [Fact]
    public async Task Undo_opens_the_whole_group_again()
    {
        await HaveCopiesAsync("a", "a");
        var label = await LabelAsync(await LeaseAsync("ann"));

        await UndoAsync(label.Sequence, "ann");

        var counts = await CountsAsync();
        Assert.Equal((0, 0), (counts.Settled, counts.SettledByGroup));
        Assert.All(await ExportAsync(), item => Assert.Null(item.SettledBy));
    }

    [Fact]
    public async Task A_copy_that_comes_after_the_label_is_settled_at_once()
    {
        await HaveCopiesAsync("a");
        var label = await LabelAsync(await LeaseAsync("ann"));

        await Ledger.Items.ImportAsync(Project, [Copy(1, "a")], default);

        Assert.Equal((2, 1), ((await CountsAsync()).Settled, (await CountsAsync()).SettledByGroup));
        Assert.Equal(label.Sequence, (await Ledger.Items.ReadAsync(Project, 1, default))!.SettledBy);
    }

    [Fact]
    public async Task With_an_overlap_the_last_opinion_settles_the_members()
    {
        await HaveCopiesAsync(overlap: 2, "a", "a");

        await LabelAsync(await LeaseAsync("ann"));
        Assert.Equal(0, (await CountsAsync()).Settled);
        var second = await LabelAsync(await LeaseAsync("bea"), classPosition: 0);

        Assert.Equal(2, (await CountsAsync()).Settled);
        Assert.Equal(second.Sequence, (await ExportAsync())[1].SettledBy);
    }

    [Fact]
    public async Task A_blocked_item_blocks_its_members()
    {
        await HaveCopiesAsync("a", "a", "b");

        foreach (var annotator in (string[])["ann", "bea", "cat"])
        {
            await SkipAsync((await LeaseAsync(annotator)).Id);
        }

        Assert.Equal((2, 1), ((await CountsAsync()).Blocked, (await CountsAsync()).Open));
        Assert.Equal(["i0"], (await Ledger.Items.ReadBlockedAsync(Project, 10, default)).Select(item => item.State.Id));
    }

    [Fact]
    public async Task Close_items_are_joined_under_the_one_that_the_walk_meets_first()
    {
        await HaveItemsAsync(3);
        var first = (await StatesAsync(0, 1, 2)).MinBy(item => item.WalkRank).State.Ordinal;

        var changed = await JoinAsync((0, 1), (1, 2));

        Assert.Equal([0, 1, 2], changed.Select(item => item.State.Ordinal).Order());
        Assert.Equal(Enumerable.Range(0, 3).Select(ordinal => ordinal == first ? (int?)null : first), await RepresentativesAsync(3));
        Assert.Equal(3, await Ledger.Groups.ReadComparedUpToAsync(Project, default));
    }

    [Fact]
    public async Task Whoever_is_in_use_stands_for_the_group_and_keeps_its_lease()
    {
        await HaveItemsAsync(2);
        var last = (await StatesAsync(0, 1)).MaxBy(item => item.WalkRank).State.Ordinal;
        var lease = await LeaseAsync("ann", last);

        var changed = await JoinAsync((0, 1));

        Assert.Equal(last, (await StateAsync(1 - last)).Representative);
        Assert.Equal([0, 1], changed.Select(item => item.State.Ordinal).Order());
        await LabelAsync(lease);
        Assert.Equal(2, (await CountsAsync()).Settled);
    }

    [Fact]
    public async Task The_walk_meets_a_group_at_the_least_rank_of_its_members()
    {
        await HaveItemsAsync(2);
        var states = await StatesAsync(0, 1);
        var last = states.MaxBy(item => item.WalkRank).State.Ordinal;
        await LeaseAsync("ann", last);

        await JoinAsync((0, 1));

        Assert.Equal(states.Min(item => item.WalkRank), (await StatesAsync(last))[0].WalkRank);
    }

    [Fact]
    public async Task Two_items_in_use_stay_apart()
    {
        await HaveItemsAsync(2);
        await LeaseAsync("ann", 0);
        await LabelAsync(await LeaseAsync("bea", 1));

        Assert.Empty(await JoinAsync((0, 1)));

        Assert.Equal([null, null], await RepresentativesAsync(2));
    }

    [Fact]
    public async Task A_grant_that_was_on_its_way_is_refused_once_its_item_is_a_member()
    {
        await HaveItemsAsync(2);
        var last = (await StatesAsync(0, 1)).MaxBy(item => item.WalkRank).State.Ordinal;
        await JoinAsync((0, 1));

        var refused = await GrantAsync("ann", last, epoch: 0);

        Assert.Equal(GrantOutcome.Represented, refused.Outcome);
    }

    [Fact]
    public async Task Groups_that_meet_become_one()
    {
        await HaveCopiesAsync("a", "a", "b", "b");

        await JoinAsync((1, 3));

        var counts = await CountsAsync();
        Assert.Equal((1, 3), (counts.Groups, counts.GroupMembers));
        Assert.Equal(["i0", "i1", "i2", "i3"], Assert.Single(await Ledger.Groups.ListAsync(Project, -1, 10, 10, default)).Members.Select(member => member.Id).Order());
    }

    [Fact]
    public async Task A_member_that_is_taken_out_is_open_again_and_joins_no_other()
    {
        await HaveCopiesAsync("a", "a", "a");
        await LabelAsync(await LeaseAsync("ann"));

        var split = await Ledger.Groups.SplitAsync(Project, 0, [2], default);
        await JoinAsync((0, 2));
        await Ledger.Items.ImportAsync(Project, [Copy(3, "a")], default);

        Assert.Equal((SplitOutcome.Split, 1), (split.Outcome, split.Opened));
        Assert.Equal([null, 0, null, 0], await RepresentativesAsync(4));
        Assert.Equal((3, 1), ((await CountsAsync()).Settled, (await CountsAsync()).Open));
        await LabelAsync(await LeaseAsync("bea", 2));
    }

    [Fact]
    public async Task When_the_representative_is_taken_out_another_stands_for_the_rest()
    {
        await HaveCopiesAsync("a", "a", "a");
        await LabelAsync(await LeaseAsync("ann"));

        var split = await Ledger.Groups.SplitAsync(Project, 0, [0], default);

        Assert.Equal(2, split.Opened);
        Assert.Equal((1, 0, 1), ((await CountsAsync()).Settled, (await CountsAsync()).SettledByGroup, (await CountsAsync()).GroupMembers));
        Assert.Single((await RepresentativesAsync(3)).OfType<int>(), ordinal => ordinal is 1 or 2);
    }

    [Fact]
    public async Task A_dissolved_group_is_gone_and_its_label_stays_where_it_was_given()
    {
        await HaveCopiesAsync("a", "a", "a");
        var label = await LabelAsync(await LeaseAsync("ann"));

        var split = await Ledger.Groups.SplitAsync(Project, 0, null, default);

        Assert.Equal(2, split.Opened);
        Assert.Equal((0, 0, 1), ((await CountsAsync()).Groups, (await CountsAsync()).GroupMembers, (await CountsAsync()).Settled));
        Assert.Equal(label.Sequence, (await ExportAsync())[0].Labels.Single().Sequence);
        Assert.Empty(await Ledger.Groups.ListAsync(Project, -1, 10, 10, default));
    }

    [Fact]
    public async Task What_is_no_group_or_no_member_is_not_split()
    {
        await HaveCopiesAsync("a", "a", "b");

        Assert.Equal(SplitOutcome.GroupUnknown, (await Ledger.Groups.SplitAsync(Project, 2, null, default)).Outcome);
        Assert.Equal(SplitOutcome.GroupUnknown, (await Ledger.Groups.SplitAsync(Project, 1, null, default)).Outcome);
        Assert.Equal(SplitOutcome.NotAMember, (await Ledger.Groups.SplitAsync(Project, 0, [1, 2], default)).Outcome);
    }

    [Fact]
    public async Task A_held_out_twin_flags_the_pool_item_and_joins_nothing()
    {
        await HaveCopiesAsync("a", "b", "c");
        await Ledger.Items.ImportAsync(Project, [Copy(3, "a", ItemSplit.Test), Copy(4, "x", ItemSplit.Test), Copy(5, "a")], default);

        await JoinAsync((1, 4), (3, 4));

        Assert.Equal([3, 4, null, null, null, 3], await TwinsAsync(6));
        Assert.Equal([null, null, null, null, null, 0], await RepresentativesAsync(6));
        Assert.Equal(3, (await CountsAsync()).TestTwins);
        Assert.Equal(["i3", "i4", "i3"], (await Ledger.Groups.ListTestTwinsAsync(Project, -1, 10, default)).Select(twin => twin.TestId));
        await LabelAsync(await LeaseAsync("ann", 0));
        Assert.Equal([0], await Ledger.Groups.ReadLabelledTwinsAsync(Project, default));
    }

    [Fact]
    public async Task Whoever_stands_for_a_twin_is_flagged_too()
    {
        await HaveCopiesAsync("a", "b");
        await JoinAsync((0, 1));
        var member = (await RepresentativesAsync(2))[0] is null ? 1 : 0;

        await Ledger.Items.ImportAsync(Project, [Copy(2, member == 0 ? "a" : "b", ItemSplit.Test)], default);

        Assert.Equal([2, 2, null], await TwinsAsync(3));
    }

    [Fact]
    public async Task Groups_are_still_there_after_a_restart()
    {
        await HaveCopiesAsync("a", "a", "b");
        await JoinAsync((0, 2));
        await LabelAsync(await LeaseAsync("ann", (await RepresentativesAsync(3)).ToList().IndexOf(null)));
        var before = (await CountsAsync(), await RepresentativesAsync(3));

        await Fixture.ReopenAsync();

        Assert.Equal(before.Item1, await CountsAsync());
        Assert.Equal(before.Item2, await RepresentativesAsync(3));
    }

    [Fact]
    public async Task Items_that_an_annotator_may_not_get_again_are_listed_until_they_are_settled()
    {
        await HaveItemsAsync(4, overlap: 2);
        await LabelAsync(await LeaseAsync("ann", 0));
        Clock.Advance(TimeSpan.FromSeconds(1));
        await SkipAsync((await LeaseAsync("ann", 1)).Id);
        Clock.Advance(TimeSpan.FromSeconds(1));
        await LabelAsync(await LeaseAsync("ann", 2));
        await LabelAsync(await LeaseAsync("bea", 2));

        Assert.Equal([1, 0], await Ledger.Labels.ReadClosedToAsync(Project, "ann", 10, default));
        Assert.Equal([1], await Ledger.Labels.ReadClosedToAsync(Project, "ann", 1, default));
        Assert.Empty(await Ledger.Labels.ReadClosedToAsync(Project, "cat", 10, default));
    }

    /// <summary>Whatever people and the comparison do in whatever order, no group is held or settled twice; the verifier looks at the end of each run.</summary>
    [Fact]
    public void No_order_of_joins_leases_labels_undos_and_splits_breaks_a_promise() =>
        Gen.Int[0, 6].Select(Gen.Int[0, 7], Gen.Int[0, 7]).Array[1, 40].Sample(
            steps => RunAsync(steps).GetAwaiter().GetResult(), iter: 60, threads: 1);

    private async Task RunAsync((int Kind, int First, int Second)[] steps)
    {
        var fixture = await OpenAsync();
        await using var _ = fixture;
        var ledger = fixture.Ledger;
        var project = (await ledger.Projects.CreateAsync(Samples.Project("p"), default)).Project.Key;
        await ledger.Items.ImportAsync(project, [.. Enumerable.Range(0, 8).Select(n => Copy(n, $"t{n % 6}"))], default);
        var leases = new List<Lease>();
        var labels = new List<LabelRow>();
        foreach (var (kind, first, second) in steps)
        {
            fixture.Clock.Advance(TimeSpan.FromSeconds(kind == 6 ? 400 : 1));
            switch (kind)
            {
                case 0 or 1:
                    await ledger.Groups.JoinAsync(project, [new NearPair(first, second)], 0, default);
                    break;
                case 2:
                    var state = (await ledger.Items.ReadAsync(project, first, default))!.State;
                    var grant = await ledger.Labels.GrantAsync(Samples.Grant(project, first, $"ann{second}", state.Epoch), default);
                    leases.AddRange(grant.Lease is { } lease ? [lease] : []);
                    break;
                case 3 when leases.Count > 0:
                    var record = await ledger.Labels.RecordAsync(new RecordRequest(project, leases[first % leases.Count].Id, 1, 1, 1), default);
                    labels.AddRange(record.Label is { } label ? [label] : []);
                    break;
                case 4 when labels.Count > 0:
                    var undone = labels[first % labels.Count];
                    await ledger.Labels.UndoAsync(
                        new UndoRequest(project, undone.Sequence, undone.Annotator, Samples.UndoWindow, Samples.LeaseDuration), default);
                    break;
                case 5:
                    await ledger.Groups.SplitAsync(project, first, second % 2 == 0 ? null : [second], default);
                    break;
                default:
                    break;
            }

            var checks = await new Verification.LedgerVerifier(ledger, fixture.Clock).VerifyAsync(project, default);
            Assert.All(checks, check => Assert.True(check.Holds, $"{check.Name}: {check.Detail}"));
        }
    }

    private static NewItem Copy(int number, string text, ItemSplit split = ItemSplit.Pool) => Samples.Item(number, split) with
    {
        Text = text,
        TextKey = text[^1],
    };

    private Task HaveCopiesAsync(params string[] texts) => HaveCopiesAsync(overlap: 1, texts);

    private async Task HaveCopiesAsync(int overlap, params string[] texts)
    {
        await HaveItemsAsync(0, overlap);
        await Ledger.Items.ImportAsync(Project, [.. texts.Select((text, number) => Copy(number, text))], default);
    }

    private Task<IReadOnlyList<PartitionItem>> JoinAsync(params (int First, int Second)[] pairs) => Ledger.Groups.JoinAsync(
        Project, [.. pairs.Select(pair => new NearPair(pair.First, pair.Second))], int.MaxValue, default);

    private Task<IReadOnlyList<PartitionItem>> StatesAsync(params int[] ordinals) => Ledger.Items.ReadStatesAsync(Project, ordinals, default);

    private async Task<IReadOnlyList<int?>> RepresentativesAsync(int count) =>
        [.. (await StatesAsync([.. Enumerable.Range(0, count)])).Select(item => item.State.Representative)];

    private async Task<IReadOnlyList<int?>> TwinsAsync(int count) =>
        [.. (await StatesAsync([.. Enumerable.Range(0, count)])).Select(item => item.State.TestTwin)];

    private async Task<List<ItemRecord>> ExportAsync()
    {
        var items = new List<ItemRecord>();
        await foreach (var item in Ledger.Items.ReadAllAsync(Project, default))
        {
            items.Add(item);
        }

        return items;
    }
}
