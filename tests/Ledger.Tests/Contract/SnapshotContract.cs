using ActiveLearning.Ledger.Tests.Support;
using ActiveLearning.Ledger.Verification;

namespace ActiveLearning.Ledger.Tests.Contract;

/// <summary>Reading a ledger as of one instant while others write.</summary>
public abstract class SnapshotContract : LedgerContract
{
    [Fact]
    public async Task A_snapshot_stays_as_it_was_and_keeps_every_promise_while_labels_go_on()
    {
        await HaveItemsAsync(20);
        await LabelAsync(await LeaseAsync("ann"));
        await LeaseAsync("bob", 1);
        using var snapshot = Fixture.OpenSnapshot();

        Clock.Advance(Samples.LeaseDuration);
        for (var ordinal = 1; ordinal < 20; ordinal++)
        {
            await LabelAsync(await LeaseAsync("ann", ordinal));
        }

        var counts = await snapshot.Projects.CountAsync(Project, default);
        var checks = await new LedgerVerifier(snapshot, snapshot.Clock).VerifyAsync(Project, default);
        Assert.Equal((1, 1), (counts.Labels, counts.Leased));
        Assert.All(checks, check => Assert.True(check.Holds, $"{check.Name}: {check.Detail}"));
        Assert.Equal(20, checks.Single(check => check.Name == "item ordinals are dense").Checked);
    }

    [Fact]
    public async Task A_snapshot_refuses_to_write()
    {
        await HaveItemsAsync(1);
        using var snapshot = Fixture.OpenSnapshot();

        await Assert.ThrowsAsync<NotSupportedException>(() => snapshot.Labels.GrantAsync(Samples.Grant(Project, 0, "ann"), default));
    }
}
