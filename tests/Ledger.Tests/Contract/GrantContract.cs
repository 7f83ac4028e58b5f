using ActiveLearning.Contracts;
using ActiveLearning.Ledger.Items;
using ActiveLearning.Ledger.Labels;
using ActiveLearning.Ledger.Tests.Support;

namespace ActiveLearning.Ledger.Tests.Contract;

public abstract class GrantContract : LedgerContract
{
    [Fact]
    public async Task A_granted_item_is_held_under_the_next_epoch_from_the_ledgers_clock()
    {
        await HaveItemsAsync(3);

        var result = await GrantAsync("ann", 2);

        Assert.Equal(GrantOutcome.Granted, result.Outcome);
        var now = Clock.GetUtcNow();
        Assert.Equal(
            new ItemState(2, "i2", ItemSplit.Pool, 1, "ann", now + Samples.LeaseDuration, 0, 1, Blocked: false), result.Item);
        var lease = result.Lease!;
        Assert.Equal((2, 1L), (lease.Id.Ordinal, lease.Id.Epoch));
        Assert.Equal(
            ("i2", "ann", now, now + Samples.LeaseDuration, LeaseChannel.Hub), (lease.ItemId, lease.Annotator, lease.LeasedAt, lease.ExpiresAt, lease.Channel));
        Assert.Equal(result.Item, await StateAsync(2));
        Assert.Equal((2, 1), ((await CountsAsync()).Open, (await CountsAsync()).Leased));
    }

    [Fact]
    public async Task A_lease_keeps_why_it_was_granted()
    {
        await HaveItemsAsync(2);

        var lease = await LeaseAsync("ann");

        var found = await Ledger.Labels.FindLeaseAsync(Project, lease.Id, default);
        Assert.Equivalent(lease, found, strict: true);
        Assert.Equal(Samples.Grounds.Probabilities, found!.Grounds.Probabilities);
    }

    [Fact]
    public async Task Grounds_without_a_model_survive_too()
    {
        await HaveItemsAsync(1);
        var grounds = new LeaseGrounds(Arm.Control, "random", LeaseReason.Random, 0, float.NaN, ModelVersion: null, []);

        var result = await Ledger.Labels.GrantAsync(Samples.Grant(Project, 0, "ann") with { Grounds = grounds }, default);

        var found = (await Ledger.Labels.FindLeaseAsync(Project, result.Lease!.Id, default))!.Grounds;
        Assert.Equal((Arm.Control, "random", null), (found.Arm, found.Strategy, found.ModelVersion));
        Assert.True(float.IsNaN(found.Value));
        Assert.Empty(found.Probabilities);
    }

    [Fact]
    public async Task Nobody_is_granted_what_somebody_holds()
    {
        await HaveItemsAsync(1);
        await LeaseAsync("ann");

        var current = await GrantAsync("bob", epoch: 1);
        var behind = await GrantAsync("bob", epoch: 0);

        Assert.Equal((GrantOutcome.Held, GrantOutcome.Held), (current.Outcome, behind.Outcome));
        Assert.Equal(("ann", 1L), (behind.Item!.Holder, behind.Item.Epoch));
        Assert.Null(behind.Lease);
    }

    [Fact]
    public async Task A_lease_is_not_live_at_its_expiry_instant()
    {
        await HaveItemsAsync(1);
        await LeaseAsync("ann");

        Clock.Advance(Samples.LeaseDuration - TimeSpan.FromMicroseconds(1));
        var before = await GrantAsync("bob");
        Assert.Single(await LiveLeasesAsync("ann"));
        Clock.Advance(TimeSpan.FromMicroseconds(1));
        Assert.Empty(await LiveLeasesAsync("ann"));
        Assert.Equal((1, 0), ((await CountsAsync()).Open, (await CountsAsync()).Leased));
        var at = await GrantAsync("bob");

        Assert.Equal((GrantOutcome.Held, GrantOutcome.Granted), (before.Outcome, at.Outcome));
        Assert.Equal(("bob", 2L), (at.Item!.Holder, at.Item.Epoch));
    }

    [Fact]
    public async Task A_caller_who_is_behind_learns_the_true_state()
    {
        await HaveItemsAsync(1);
        await LeaseAsync("ann");
        Clock.Advance(Samples.LeaseDuration);

        var result = await GrantAsync("bob", epoch: 0);

        Assert.Equal((GrantOutcome.StaleEpoch, 1L), (result.Outcome, result.Item!.Epoch));
        Assert.Equal(GrantOutcome.StaleEpoch, (await GrantAsync("bob", epoch: 2)).Outcome);
    }

    [Fact]
    public async Task A_settled_item_is_not_granted()
    {
        await HaveItemsAsync(1);
        await LabelAsync(await LeaseAsync("ann"));

        var result = await GrantAsync("bob");

        Assert.Equal((GrantOutcome.Settled, true), (result.Outcome, result.Item!.IsSettled));
    }

    [Fact]
    public async Task An_annotator_answers_an_item_at_most_once()
    {
        await HaveItemsAsync(1, overlap: 2);
        await LabelAsync(await LeaseAsync("ann"));

        Assert.Equal(GrantOutcome.NotForThisAnnotator, (await GrantAsync("ann")).Outcome);
        Assert.Equal(GrantOutcome.Granted, (await GrantAsync("bob")).Outcome);
    }

    [Fact]
    public async Task A_skipped_item_never_comes_back_to_its_skipper()
    {
        await HaveItemsAsync(1);
        await SkipAsync((await LeaseAsync("ann")).Id);

        Assert.Equal(GrantOutcome.NotForThisAnnotator, (await GrantAsync("ann")).Outcome);
        Assert.Equal(GrantOutcome.Granted, (await GrantAsync("bob")).Outcome);
    }

    [Fact]
    public async Task What_somebody_holds_is_held_for_its_skipper_too()
    {
        await HaveItemsAsync(1);
        await SkipAsync((await LeaseAsync("ann")).Id);
        await LeaseAsync("bob");

        Assert.Equal(GrantOutcome.Held, (await GrantAsync("ann")).Outcome);
    }

    [Fact]
    public async Task Held_out_and_unknown_items_are_not_granted()
    {
        await HaveItemsAsync(1);
        await Ledger.Items.ImportAsync(Project, [Samples.Item(1, ItemSplit.Test)], default);

        Assert.Equal(GrantOutcome.Blocked, (await GrantAsync("ann", 1)).Outcome);
        var unknown = await GrantAsync("ann", 2);
        Assert.Equal((GrantOutcome.Unknown, null, null), (unknown.Outcome, unknown.Item, unknown.Lease));
        Assert.Equal(GrantOutcome.Unknown, (await Ledger.Labels.GrantAsync(Samples.Grant(99, 0, "ann"), default)).Outcome);
    }

    [Fact]
    public async Task Live_leases_come_oldest_first_with_what_the_annotator_needs_to_see()
    {
        await HaveItemsAsync(5);
        var first = await LeaseAsync("ann", 4);
        Clock.Advance(TimeSpan.FromSeconds(1));
        var second = await LeaseAsync("ann", 1, LeaseChannel.Http);
        await LeaseAsync("bob", 2);
        await LabelAsync(await LeaseAsync("ann", 0));
        await ReleaseAsync((await LeaseAsync("ann", 3)).Id);

        var leases = await LiveLeasesAsync("ann");

        Assert.Equal([first.Id, second.Id], leases.Select(leased => leased.Lease.Id));
        Assert.Equal(("text number 4", "de"), (leases[0].Text, leases[0].Attributes["lang"]));
        Assert.Equal([false, true], leases.Select(leased => leased.Shown));
        Assert.Empty(await LiveLeasesAsync("nobody"));
    }

    [Fact]
    public async Task A_lease_is_shown_from_its_first_showing_on()
    {
        await HaveItemsAsync(1);
        var lease = await LeaseAsync("ann");

        await Ledger.Labels.ShownAsync(Project, lease.Id, default);
        await Ledger.Labels.ShownAsync(Project, lease.Id, default);
        await Ledger.Labels.ShownAsync(Project, lease.Id with { Nonce = lease.Id.Nonce + 1 }, default);

        Assert.True(Assert.Single(await LiveLeasesAsync("ann")).Shown);
    }

    [Fact]
    public async Task A_guessed_nonce_finds_no_lease()
    {
        await HaveItemsAsync(1);
        var lease = await LeaseAsync("ann");

        Assert.Null(await Ledger.Labels.FindLeaseAsync(Project, lease.Id with { Nonce = lease.Id.Nonce ^ 1 }, default));
        Assert.Null(await Ledger.Labels.FindLeaseAsync(Project, lease.Id with { Epoch = 2 }, default));
        Assert.NotNull(await Ledger.Labels.FindLeaseAsync(Project, lease.Id, default));
    }

    [Fact]
    public async Task Two_hundred_callers_after_ten_items_never_hold_one_together()
    {
        await HaveItemsAsync(10, overlap: 3);
        var holders = new int[10];

        await Task.WhenAll(Enumerable.Range(0, 200).Select(caller => Task.Run(async () =>
        {
            var annotator = $"a{caller}";
            for (var ordinal = caller % 10; ; ordinal = (ordinal + 1) % 10)
            {
                var result = await GrantAsync(annotator, ordinal);
                if (result.Outcome == GrantOutcome.Granted)
                {
                    Assert.Equal(1, Interlocked.Increment(ref holders[ordinal]));
                    await Task.Yield();
                    Interlocked.Decrement(ref holders[ordinal]);
                    await LabelAsync(result.Lease!);
                }

                if ((await CountsAsync()).Settled == 10)
                {
                    return;
                }
            }
        })));

        Assert.Equal(30, (await CountsAsync()).Labels);
    }
}
