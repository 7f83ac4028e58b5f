using ActiveLearning.Ledger.Labels;
using ActiveLearning.Ledger.Tests.Support;

namespace ActiveLearning.Ledger.Tests.Contract;

public abstract class UndoContract : LedgerContract
{
    [Fact]
    public async Task An_undo_is_a_new_row_and_a_fresh_lease_on_the_same_grounds()
    {
        await HaveItemsAsync(1);
        var first = await LeaseAsync("ann", channel: LeaseChannel.Http);
        var label = await LabelAsync(first);
        Clock.Advance(TimeSpan.FromSeconds(5));

        var result = await UndoAsync(label.Sequence, "ann");

        Assert.Equal((UndoOutcome.Undone, false), (result.Outcome, result.IsRetry));
        Assert.Equal(
            label with { Sequence = 2, Class = null, LabelledAt = Clock.GetUtcNow(), LeadTimeMs = 0, Supersedes = 1 }, result.UndoRow);
        Assert.Equal((2L, "ann", LeaseChannel.Http), (result.Lease!.Id.Epoch, result.Lease.Annotator, result.Lease.Channel));
        Assert.Equal(Samples.Grounds.Probabilities, result.Lease.Grounds.Probabilities);
        Assert.Equal(result.Item, await StateAsync(0));
        Assert.Equal((0, "ann"), (result.Item!.LiveLabels, result.Item.Holder));
        var counts = await CountsAsync();
        Assert.Equal((0, 1, 0, 0, 2L), (counts.Open, counts.Leased, counts.Settled, counts.Labels, counts.LastLabel));
        Assert.Equal(result.Lease.Id, Assert.Single(await LiveLeasesAsync("ann")).Lease.Id);
    }

    [Fact]
    public async Task Changing_ones_mind_is_undo_and_a_new_submit()
    {
        await HaveItemsAsync(1);
        var label = await LabelAsync(await LeaseAsync("ann"), 0);
        var undone = await UndoAsync(label.Sequence, "ann");

        await LabelAsync(undone.Lease!, 1);

        var rows = (await Ledger.Items.ReadAsync(Project, 0, default))!.Labels;
        Assert.Equal([0, null, 1], rows.Select(row => row.Class));
        Assert.Equal([null, 1L, null], rows.Select(row => row.Supersedes));
        Assert.Equal((1, 1), ((await CountsAsync()).Labels, (await CountsAsync()).Settled));
    }

    [Fact]
    public async Task A_retried_undo_says_the_same_and_gives_the_live_lease()
    {
        await HaveItemsAsync(1);
        var label = await LabelAsync(await LeaseAsync("ann"));
        var first = await UndoAsync(label.Sequence, "ann");

        var again = await UndoAsync(label.Sequence, "ann");
        Assert.Equal((UndoOutcome.Undone, true, first.UndoRow), (again.Outcome, again.IsRetry, again.UndoRow));
        Assert.Equal(first.Lease!.Id, again.Lease!.Id);

        Clock.Advance(Samples.UndoWindow);
        var late = await UndoAsync(label.Sequence, "ann");
        Assert.Equal((UndoOutcome.Undone, true, null), (late.Outcome, late.IsRetry, late.Lease));
        Assert.Equal(2, (await CountsAsync()).LastLabel);
    }

    [Fact]
    public async Task A_retry_after_somebody_else_settled_the_item_still_says_undone()
    {
        await HaveItemsAsync(1);
        var label = await LabelAsync(await LeaseAsync("ann"));
        var fresh = (await UndoAsync(label.Sequence, "ann")).Lease!;
        await ReleaseAsync(fresh.Id);
        await LabelAsync(await LeaseAsync("bob"));

        var again = await UndoAsync(label.Sequence, "ann");

        Assert.Equal((UndoOutcome.Undone, true, null), (again.Outcome, again.IsRetry, again.Lease));
    }

    [Fact]
    public async Task The_lease_of_an_undone_label_repeats_its_answer_and_takes_no_other()
    {
        await HaveItemsAsync(1);
        var lease = await LeaseAsync("ann");
        var label = await LabelAsync(lease, 1);
        await UndoAsync(label.Sequence, "ann");

        var same = await RecordAsync(lease.Id, 1);
        var other = await RecordAsync(lease.Id, 0);

        Assert.Equal((SubmitLabelOutcome.Accepted, label, true), (same.Outcome, same.Label, same.IsRetry));
        Assert.Equal(SubmitLabelOutcome.AnsweredOtherwise, other.Outcome);
        Assert.Equal(0, (await CountsAsync()).Labels);
    }

    [Fact]
    public async Task The_undo_window_is_over_at_its_end_and_not_before()
    {
        await HaveItemsAsync(2);
        var early = await LabelAsync(await LeaseAsync("ann", 0));
        var late = await LabelAsync(await LeaseAsync("ann", 1));

        Clock.Advance(Samples.UndoWindow - TimeSpan.FromMicroseconds(1));
        Assert.Equal(UndoOutcome.Undone, (await UndoAsync(early.Sequence, "ann")).Outcome);
        Clock.Advance(TimeSpan.FromMicroseconds(1));
        var over = await UndoAsync(late.Sequence, "ann");

        Assert.Equal((UndoOutcome.WindowOver, null, null), (over.Outcome, over.UndoRow, over.Lease));
        Assert.True((await StateAsync(1)).IsSettled);
    }

    [Fact]
    public async Task Only_ones_own_answers_can_be_undone()
    {
        await HaveItemsAsync(1);
        var label = await LabelAsync(await LeaseAsync("ann"));
        var undo = (await UndoAsync(label.Sequence, "ann")).UndoRow!;

        Assert.Equal(UndoOutcome.LabelUnknown, (await UndoAsync(label.Sequence, "bob")).Outcome);
        Assert.Equal(UndoOutcome.LabelUnknown, (await UndoAsync(undo.Sequence, "ann")).Outcome);
        Assert.Equal(UndoOutcome.LabelUnknown, (await UndoAsync(99, "ann")).Outcome);
    }

    [Fact]
    public async Task What_others_have_settled_is_not_undone()
    {
        await HaveItemsAsync(1, overlap: 2);
        var label = await LabelAsync(await LeaseAsync("ann"));
        await LabelAsync(await LeaseAsync("bob"));

        var result = await UndoAsync(label.Sequence, "ann");

        Assert.Equal((UndoOutcome.SettledByOthers, null), (result.Outcome, result.UndoRow));
        Assert.Equal(2, (await CountsAsync()).Labels);
    }

    [Fact]
    public async Task An_undo_while_somebody_else_holds_the_item_leaves_them_their_lease()
    {
        await HaveItemsAsync(1, overlap: 2);
        var label = await LabelAsync(await LeaseAsync("ann"));
        var bobs = await LeaseAsync("bob");

        var result = await UndoAsync(label.Sequence, "ann");

        Assert.Equal((UndoOutcome.Undone, null), (result.Outcome, result.Lease));
        Assert.Equal(("bob", bobs.Id.Epoch, 0), (result.Item!.Holder, result.Item.Epoch, result.Item.LiveLabels));
        await LabelAsync(bobs);
        Assert.Equal(GrantOutcome.Granted, (await GrantAsync("ann")).Outcome);
    }

    [Fact]
    public async Task An_undo_after_somebody_elses_lease_ran_out_supersedes_it()
    {
        await HaveItemsAsync(1, overlap: 2);
        var label = await LabelAsync(await LeaseAsync("ann"));
        var bobs = await LeaseAsync("bob");
        Clock.Advance(Samples.LeaseDuration);

        var result = await UndoAsync(label.Sequence, "ann");

        Assert.Equal(("ann", bobs.Id.Epoch + 1), (result.Item!.Holder, result.Lease!.Id.Epoch));
        Assert.Equal(SubmitLabelOutcome.Superseded, (await RecordAsync(bobs.Id)).Outcome);
    }

    [Fact]
    public async Task An_undo_on_a_blocked_item_takes_the_answer_back_without_a_lease()
    {
        await HaveItemsAsync(1, overlap: 2);
        var label = await LabelAsync(await LeaseAsync("ann"));
        foreach (var skipper in new[] { "bob", "cat", "dan" })
        {
            await SkipAsync((await LeaseAsync(skipper)).Id);
        }

        var result = await UndoAsync(label.Sequence, "ann");

        Assert.Equal((UndoOutcome.Undone, null, true), (result.Outcome, result.Lease, result.Item!.Blocked));
        Assert.Equal((1, 0), ((await CountsAsync()).Blocked, (await CountsAsync()).Labels));
    }
}
