using ActiveLearning.Ledger.Labels;
using ActiveLearning.Ledger.Verification;

namespace ActiveLearning.Ledger.Tests.Sqlite;

/// <summary>A verifier that finds nothing proves nothing: here the rows are damaged behind the constraints' back.</summary>
public sealed class VerifierTests : SqliteTest
{
    private const string RemoveGuards = """
        DROP TRIGGER labels_are_never_changed; DROP TRIGGER labels_are_never_deleted;
        DROP TRIGGER leases_are_never_changed; DROP TRIGGER leases_are_never_deleted;
        DROP TRIGGER epochs_only_grow; DROP INDEX labels_by_lease; DROP INDEX labels_by_superseded;
        CREATE INDEX labels_by_lease ON labels (project, ordinal, epoch);
        """;

    [Theory]
    [InlineData("UPDATE items SET ordinal = 500 WHERE ordinal = 50", "item ordinals are dense")]
    [InlineData("UPDATE items SET live_labels = 2 WHERE ordinal = 0", "no item has more live labels than its overlap")]
    [InlineData("UPDATE items SET live_labels = 1 WHERE ordinal = 7", "an item's live labels equal its answers that were not undone")]
    [InlineData("INSERT INTO labels SELECT project, 4, ordinal, epoch, nonce, annotator, 0, leased_at, labelled_at, 0, 1, 0, NULL FROM labels WHERE sequence = 1", "no lease has two answers")]
    [InlineData("INSERT INTO labels SELECT project, 4, ordinal, 9, nonce, annotator, 0, leased_at, labelled_at, 0, 1, 0, NULL FROM labels WHERE sequence = 1", "no annotator has two live answers for one item")]
    [InlineData("UPDATE labels SET annotator = 'bob' WHERE sequence = 1", "every label row stands under a lease of its annotator")]
    [InlineData("UPDATE leases SET nonce = nonce + 1 WHERE ordinal = 0", "every label row stands under a lease of its annotator")]
    [InlineData("UPDATE labels SET supersedes = 1 WHERE sequence = 3", "an undo takes back one earlier answer of its own lease")]
    [InlineData("DELETE FROM labels WHERE sequence = 1", "label numbers run from 1 without gap or repetition")]
    [InlineData("UPDATE items SET split = 1, gold = 0 WHERE ordinal = 0", "held-out items were never leased")]
    [InlineData("UPDATE items SET holder = 'bob', lease_until = 5 WHERE ordinal = 0", "settled and blocked items are held by nobody")]
    [InlineData("DELETE FROM leases WHERE ordinal = 2", "a held item is among its holder's live leases")]
    [InlineData("UPDATE project_counters SET settled_items = 0", "the counters equal a recount")]
    [InlineData("UPDATE project_counters SET label_sequence = 5", "label numbers run from 1 without gap or repetition")]
    [InlineData("UPDATE live_answers SET annotator = 'bob'", "labels by annotator equal a recount")]
    [InlineData("UPDATE items SET representative = 5 WHERE ordinal = 0", "members of a group have no lease and no label of their own")]
    [InlineData("UPDATE items SET representative = 5 WHERE ordinal = 2", "members of a group have no lease and no label of their own")]
    [InlineData("UPDATE items SET representative = 5 WHERE ordinal = 6", "a group has one representative, which stands for itself and counts its members")]
    [InlineData("UPDATE items SET represented = 1 WHERE ordinal = 6", "a group has one representative, which stands for itself and counts its members")]
    [InlineData("UPDATE project_counters SET settled_by_group = 1", "the counters equal a recount")]
    [InlineData("UPDATE project_counters SET test_twins = 1", "the counters equal a recount")]
    [InlineData("INSERT INTO leases SELECT project, ordinal, epoch + 1, 7, 'bob', leased_at + 1, expires_at, channel, arm, strategy, reason, neighbours, value, model_version, probabilities FROM leases WHERE ordinal = 2", "no item is leased to two people at once")]
    [InlineData("UPDATE items SET epoch = 0 WHERE ordinal = 2", "epochs are monotone")]
    [InlineData("UPDATE labels SET epoch = 0 WHERE sequence = 1", "epochs are monotone")]
    [InlineData("UPDATE items SET pool_partition = 99 WHERE ordinal = 9", "no item is lost from the queue")]
    [InlineData("UPDATE items SET lease_until = lease_until + 1 WHERE ordinal = 2", "no item is lost from the queue")]
    [InlineData("DELETE FROM item_contents WHERE ordinal = 60", "item ordinals are dense")]
    [InlineData("UPDATE project_counters SET live_labels = 0", "coverage equals the labels stored")]
    public async Task Damage_is_found(string damage, string brokenPromise)
    {
        await RecordAsync((await GrantAsync(0)).Lease!.Id);
        var undone = (await RecordAsync((await GrantAsync(1)).Lease!.Id)).Label!;
        await Ledger.Labels.UndoAsync(new UndoRequest(Project, undone.Sequence, "ann", TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1)), default);
        await GrantAsync(2);
        await VerifyAsync();
        await Fixture.ExecuteOutsideAsync($"{RemoveGuards} PRAGMA ignore_check_constraints = ON; {damage};");

        var checks = await new LedgerVerifier(Ledger, Fixture.Clock).VerifyAsync(Project, default);
        var found = Assert.Single(checks, check => check.Name == brokenPromise);
        Assert.False(found.Holds, string.Join("\n", checks));
        Assert.NotEmpty(found.Detail);
    }
}
