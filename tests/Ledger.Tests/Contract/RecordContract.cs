using ActiveLearning.Contracts;
using ActiveLearning.Ledger.Labels;
using ActiveLearning.Ledger.Tests.Support;

namespace ActiveLearning.Ledger.Tests.Contract;

public abstract class RecordContract : LedgerContract
{
    [Fact]
    public async Task A_label_settles_its_item_and_keeps_where_it_came_from()
    {
        await HaveItemsAsync(2);
        var lease = await LeaseAsync("ann", 1);
        Clock.Advance(TimeSpan.FromSeconds(3));

        var result = await RecordAsync(lease.Id, 2);

        Assert.Equal((SubmitLabelOutcome.Accepted, false), (result.Outcome, result.IsRetry));
        Assert.Equal(new LabelRow(1, 1, lease.Id, "ann", 2, lease.LeasedAt, Clock.GetUtcNow(), 1_500, 1, Arm.Learn, Supersedes: null), result.Label);
        Assert.Equal(await StateAsync(1), result.Item);
        Assert.Equal((null, null, 1, true), (result.Item!.Holder, result.Item.LeaseUntil, result.Item.LiveLabels, result.Item.IsSettled));
        Assert.Equal((1, 0, 1, 1, 1L), await SummaryAsync());
        Assert.Empty(await LiveLeasesAsync("ann"));
        Assert.Equal(result.Label, await Ledger.Labels.FindLabelAsync(Project, 1, default));
    }

    [Fact]
    public async Task Submitting_the_same_lease_twice_stores_one_label()
    {
        await HaveItemsAsync(1);
        var lease = await LeaseAsync("ann");
        var first = await RecordAsync(lease.Id);
        Clock.Advance(TimeSpan.FromHours(1));

        var again = await RecordAsync(lease.Id);

        Assert.Equal((SubmitLabelOutcome.Accepted, first.Label, true), (again.Outcome, again.Label, again.IsRetry));
        Assert.Equal(1, (await CountsAsync()).LastLabel);
    }

    [Fact]
    public async Task A_retry_with_another_class_leaves_the_first_answer()
    {
        await HaveItemsAsync(1);
        var lease = await LeaseAsync("ann");
        var first = await LabelAsync(lease, 1);

        var other = await RecordAsync(lease.Id, 0);

        Assert.Equal((SubmitLabelOutcome.AnsweredOtherwise, first), (other.Outcome, other.Label));
        Assert.Equal(1, (await CountsAsync()).LastLabel);
    }

    [Fact]
    public async Task An_unknown_lease_or_a_guessed_nonce_stores_nothing()
    {
        await HaveItemsAsync(1);
        var lease = await LeaseAsync("ann");

        foreach (var unknown in new[] { lease.Id with { Nonce = lease.Id.Nonce + 1 }, lease.Id with { Epoch = 9 }, lease.Id with { Ordinal = 7 } })
        {
            var result = await RecordAsync(unknown);
            Assert.Equal((SubmitLabelOutcome.LeaseUnknown, null, null), (result.Outcome, result.Label, result.Item));
        }

        Assert.Equal("ann", (await StateAsync(0)).Holder);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(86_400_000_000)]
    public async Task A_late_label_is_accepted_while_nobody_else_was_granted_the_item(long microsecondsAfterExpiry)
    {
        await HaveItemsAsync(1);
        var lease = await LeaseAsync("ann");
        Clock.Advance(Samples.LeaseDuration + TimeSpan.FromMicroseconds(microsecondsAfterExpiry));

        await LabelAsync(lease);

        Assert.Equal(1, (await CountsAsync()).Settled);
    }

    [Fact]
    public async Task A_late_label_is_superseded_once_somebody_else_holds_the_item()
    {
        await HaveItemsAsync(1);
        var late = await LeaseAsync("ann");
        Clock.Advance(Samples.LeaseDuration);
        var current = await LeaseAsync("bob");

        var refused = await RecordAsync(late.Id);
        Assert.Equal((SubmitLabelOutcome.Superseded, null), (refused.Outcome, refused.Label));
        Assert.Equal(("bob", 2L), (refused.Item!.Holder, refused.Item.Epoch));
        await LabelAsync(current);

        Assert.Equal(SubmitLabelOutcome.Superseded, (await RecordAsync(late.Id)).Outcome);
        Assert.Equal(1, (await CountsAsync()).Labels);
    }

    [Fact]
    public async Task A_label_under_a_released_lease_is_accepted_while_nobody_else_was_granted_the_item()
    {
        await HaveItemsAsync(1);
        var lease = await LeaseAsync("ann");
        await ReleaseAsync(lease.Id, LeaseEnd.Paused);
        Clock.Advance(TimeSpan.FromSeconds(1));

        await LabelAsync(lease);

        Assert.Null((await StateAsync(0)).Holder);
    }

    [Fact]
    public async Task A_label_after_ones_own_skip_is_refused_as_expired()
    {
        await HaveItemsAsync(1);
        var lease = await LeaseAsync("ann");
        await SkipAsync(lease.Id);

        var result = await RecordAsync(lease.Id);

        Assert.Equal((SubmitLabelOutcome.LeaseExpired, null), (result.Outcome, result.Label));
        Assert.Equal(0, (await CountsAsync()).Labels);
    }

    [Fact]
    public async Task A_label_after_a_block_is_refused()
    {
        await HaveItemsAsync(1);
        var skipped = await LeaseAsync("ann");
        await SkipAsync(skipped.Id);
        await SkipAsync((await LeaseAsync("bob")).Id);
        var last = await LeaseAsync("cat");
        await SkipAsync(last.Id);

        Assert.Equal(SubmitLabelOutcome.Superseded, (await RecordAsync(skipped.Id)).Outcome);
        Assert.Equal(SubmitLabelOutcome.LeaseExpired, (await RecordAsync(last.Id)).Outcome);
    }

    [Fact]
    public async Task With_an_overlap_opinions_come_one_after_another()
    {
        await HaveItemsAsync(1, overlap: 3);

        await LabelAsync(await LeaseAsync("ann"), 0);
        Assert.Equal((1, false), ((await StateAsync(0)).LiveLabels, (await StateAsync(0)).IsSettled));
        Assert.Equal((1, 0, 0, 1, 1L), await SummaryAsync());
        await LabelAsync(await LeaseAsync("bob"), 1);
        await LabelAsync(await LeaseAsync("cat"), 1);

        Assert.True((await StateAsync(0)).IsSettled);
        Assert.Equal((0, 0, 1, 3, 3L), await SummaryAsync());
        Assert.Equal(GrantOutcome.Settled, (await GrantAsync("dan")).Outcome);
    }

    [Fact]
    public async Task Label_rows_are_read_in_order_from_any_number_on()
    {
        await HaveItemsAsync(6);
        for (var ordinal = 5; ordinal >= 0; ordinal--)
        {
            await LabelAsync(await LeaseAsync(ordinal % 2 == 0 ? "ann" : "bob", ordinal));
        }

        await UndoAsync(3, "bob");

        var rows = await Ledger.Labels.ReadLabelsAsync(Project, 2, 100, default);
        Assert.Equal([3, 4, 5, 6, 7], rows.Select(row => row.Sequence));
        Assert.Equal([3, 2, 1, 0, 3], rows.Select(row => row.Ordinal));
        Assert.Equal([4L, 5L], (await Ledger.Labels.ReadLabelsAsync(Project, 3, 2, default)).Select(row => row.Sequence));
        Assert.Empty(await Ledger.Labels.ReadLabelsAsync(Project, 7, 100, default));
        Assert.Null(await Ledger.Labels.FindLabelAsync(Project, 8, default));
        Assert.Equal(
            [("ann", 3), ("bob", 2)], (await Ledger.Labels.CountByAnnotatorAsync(Project, default)).Select(count => (count.Annotator, count.Labels)));
    }

    [Fact]
    public async Task Projects_number_their_labels_apart()
    {
        await HaveItemsAsync(1, id: "p1");
        await LabelAsync(await LeaseAsync("ann"));
        await HaveItemsAsync(1, id: "p2");

        Assert.Equal(1, (await LabelAsync(await LeaseAsync("ann"))).Sequence);
    }

    private async Task<(int Open, int Leased, int Settled, int Labels, long LastLabel)> SummaryAsync()
    {
        var counts = await CountsAsync();
        return (counts.Open, counts.Leased, counts.Settled, counts.Labels, counts.LastLabel);
    }
}
