using ActiveLearning.Ledger.Labels;
using ActiveLearning.Ledger.Tests.Support;

namespace ActiveLearning.Ledger.Tests.Contract;

public abstract class SkipAndReleaseContract : LedgerContract
{
    [Fact]
    public async Task A_skipped_item_is_open_to_others_at_once()
    {
        await HaveItemsAsync(1);
        var lease = await LeaseAsync("ann");

        var result = await SkipAsync(lease.Id);

        Assert.Equal((SkipOutcome.Skipped, null, null, false), (result.Outcome, result.Item!.Holder, result.Item.LeaseUntil, result.Item.Blocked));
        Assert.Equal((1, 0), ((await CountsAsync()).Open, (await CountsAsync()).Leased));
        Assert.Empty(await LiveLeasesAsync("ann"));
        await LeaseAsync("bob");
    }

    [Fact]
    public async Task A_retried_skip_says_the_same_and_counts_once()
    {
        await HaveItemsAsync(1);
        var lease = await LeaseAsync("ann");
        await SkipAsync(lease.Id);
        await SkipAsync(lease.Id);
        var bobs = await LeaseAsync("bob");

        var again = await SkipAsync(lease.Id);

        Assert.Equal((SkipOutcome.Skipped, "bob", false), (again.Outcome, again.Item!.Holder, again.Item.Blocked));
        await LabelAsync(bobs);
    }

    [Fact]
    public async Task The_third_skipper_blocks_the_item()
    {
        await HaveItemsAsync(2);
        await SkipAsync((await LeaseAsync("ann")).Id);
        Assert.False((await SkipAsync((await LeaseAsync("bob")).Id)).Item!.Blocked);

        var third = await SkipAsync((await LeaseAsync("cat")).Id);

        Assert.True(third.Item!.Blocked);
        Assert.Equal(GrantOutcome.Blocked, (await GrantAsync("dan")).Outcome);
        Assert.Equal((1, 1), ((await CountsAsync()).Open, (await CountsAsync()).Blocked));
    }

    [Fact]
    public async Task An_answered_lease_is_not_skipped()
    {
        await HaveItemsAsync(1);
        var lease = await LeaseAsync("ann");
        await LabelAsync(lease);

        var result = await SkipAsync(lease.Id);

        Assert.Equal((SkipOutcome.Answered, true), (result.Outcome, result.Item!.IsSettled));
    }

    [Fact]
    public async Task A_late_skip_counts_until_somebody_else_was_granted_the_item()
    {
        await HaveItemsAsync(2);
        var (first, second) = (await LeaseAsync("ann", 0), await LeaseAsync("ann", 1));
        Clock.Advance(Samples.LeaseDuration);
        await LeaseAsync("bob", 1);

        Assert.Equal(SkipOutcome.Skipped, (await SkipAsync(first.Id)).Outcome);
        var superseded = await SkipAsync(second.Id);

        Assert.Equal((SkipOutcome.Superseded, "bob"), (superseded.Outcome, superseded.Item!.Holder));
    }

    [Fact]
    public async Task An_unknown_lease_is_not_skipped()
    {
        await HaveItemsAsync(1);
        var lease = await LeaseAsync("ann");

        var result = await SkipAsync(lease.Id with { Nonce = 1 });

        Assert.Equal((SkipOutcome.LeaseUnknown, null), (result.Outcome, result.Item));
        Assert.Equal("ann", (await StateAsync(0)).Holder);
    }

    [Fact]
    public async Task A_released_lease_frees_the_item_at_once_and_says_when_it_ended()
    {
        await HaveItemsAsync(1);
        var lease = await LeaseAsync("ann");
        Clock.Advance(TimeSpan.FromSeconds(7));

        var state = await ReleaseAsync(lease.Id);

        Assert.Equal((Clock.GetUtcNow(), 1L), (state!.LeaseUntil, state.Epoch));
        Assert.Equal(state, await StateAsync(0));
        Assert.Equal((1, 0), ((await CountsAsync()).Open, (await CountsAsync()).Leased));
        Assert.Empty(await LiveLeasesAsync("ann"));
        Assert.Equal(Clock.GetUtcNow(), (await Ledger.Labels.FindLeaseAsync(Project, lease.Id, default))!.ExpiresAt);
        await LeaseAsync("bob");
    }

    [Fact]
    public async Task Releasing_what_has_ended_changes_nothing()
    {
        await HaveItemsAsync(4);
        var answered = await LeaseAsync("ann", 0);
        await LabelAsync(answered);
        var expired = await LeaseAsync("ann", 1);
        var skipped = await LeaseAsync("ann", 2);
        await SkipAsync(skipped.Id);
        var released = await LeaseAsync("ann", 3);
        await ReleaseAsync(released.Id);
        Clock.Advance(Samples.LeaseDuration);
        await LeaseAsync("bob", 3);
        var before = await Task.WhenAll(Enumerable.Range(0, 4).Select(StateAsync));

        foreach (var lease in new[] { answered, expired, skipped, released })
        {
            Assert.Equal(before[lease.Id.Ordinal], await ReleaseAsync(lease.Id));
        }

        Assert.Equal(before, await Task.WhenAll(Enumerable.Range(0, 4).Select(StateAsync)));
        Assert.Null(await ReleaseAsync(released.Id with { Nonce = 0 }));
    }
}
