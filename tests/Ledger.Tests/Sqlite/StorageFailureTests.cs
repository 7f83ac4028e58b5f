using ActiveLearning.Ledger.Labels;
using ActiveLearning.Ledger.Tests.Support;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace ActiveLearning.Ledger.Tests.Sqlite;

/// <summary>Storage that fails on purpose.</summary>
public sealed class StorageFailureTests : SqliteTest
{
    [Fact]
    public async Task A_full_disk_refuses_writes_whole_and_works_again_when_there_is_space()
    {
        var lease = (await GrantAsync(0)).Lease!;
        await Ledger.OnWriterAsync(session => ReadText(session, "PRAGMA max_page_count = 1"));
        var before = await Ledger.Projects.CountAsync(Project, default);

        // The file keeps its pages, so a few rows may still fit; a slice of long texts does not.
        var slice = Samples.Items(100, 1_000).Select(item => item with { Text = new string('x', 10_000) }).ToArray();
        var failure = await Assert.ThrowsAsync<LedgerUnavailableException>(() => Ledger.Items.ImportAsync(Project, slice, default));
        Assert.Equal(raw.SQLITE_FULL, Assert.IsType<SqliteException>(failure.InnerException).SqliteErrorCode);
        Assert.Equal(before, await Ledger.Projects.CountAsync(Project, default));
        Assert.Null(await Ledger.Items.FindAsync(Project, "i1000", default));

        await Ledger.OnWriterAsync(session => ReadText(session, "PRAGMA max_page_count = 1000000"));
        Assert.Equal(SubmitLabelOutcome.Accepted, (await RecordAsync(lease.Id)).Outcome);
        await Ledger.Items.ImportAsync(Project, slice, default);
        Assert.Equal(before.Total + 100, (await Ledger.Projects.CountAsync(Project, default)).Total);
        await VerifyAsync();
    }

    [Fact]
    public async Task Label_writes_on_a_full_disk_are_stored_or_refused_and_never_half()
    {
        await Ledger.OnWriterAsync(session => ReadText(session, "PRAGMA max_page_count = 1"));

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 100).Select(async ordinal =>
        {
            try
            {
                var lease = (await GrantAsync(ordinal)).Lease!;
                return (await RecordAsync(lease.Id)).Outcome == SubmitLabelOutcome.Accepted;
            }
            catch (LedgerUnavailableException)
            {
                return false;
            }
        }));

        Assert.Contains(false, outcomes);
        Assert.Equal(outcomes.Count(stored => stored), (await Ledger.Projects.CountAsync(Project, default)).Labels);
        await Ledger.OnWriterAsync(session => ReadText(session, "PRAGMA max_page_count = 1000000"));
        await VerifyAsync();
    }

    [Fact]
    public async Task A_failed_commit_fails_everybody_in_it_and_stores_nothing()
    {
        var gate = await HoldWriterAsync();
        var grants = Enumerable.Range(0, 20).Select(ordinal => GrantAsync(ordinal)).ToArray();
        var refused = true;
        var hook = Ledger.OnWriterAsync(session =>
        {
            raw.sqlite3_commit_hook(session.Database, _ => refused ? 1 : 0, null);
            return true;
        });
        gate.Open();

        foreach (var grant in grants)
        {
            await Assert.ThrowsAsync<LedgerUnavailableException>(() => grant);
        }

        await Assert.ThrowsAsync<LedgerUnavailableException>(() => hook);
        await Assert.ThrowsAsync<LedgerUnavailableException>(() => GrantAsync(0));
        Assert.Equal(0, (await Ledger.Projects.CountAsync(Project, default)).Leased);

        refused = false;
        Assert.Equal(GrantOutcome.Granted, (await GrantAsync(0)).Outcome);
        await VerifyAsync();
    }

    [Fact]
    public async Task One_failing_write_does_not_fail_its_batch()
    {
        var gate = await HoldWriterAsync();
        var early = Enumerable.Range(0, 20).Select(ordinal => GrantAsync(ordinal)).ToArray();
        var failing = Ledger.OnWriterAsync<bool>(session =>
        {
            session.Execute("UPDATE items SET holder = 'thief', lease_until = 1 WHERE ordinal < 50");
            throw new InvalidOperationException("on purpose");
        });
        var late = Enumerable.Range(20, 20).Select(ordinal => GrantAsync(ordinal)).ToArray();
        gate.Open();

        var granted = await Task.WhenAll([.. early, .. late]);

        await Assert.ThrowsAsync<InvalidOperationException>(() => failing);
        Assert.All(granted, result => Assert.Equal(GrantOutcome.Granted, result.Outcome));
        Assert.Equal(40, (await Ledger.Projects.CountAsync(Project, default)).Leased);
        Assert.Null((await Ledger.Items.ReadAsync(Project, 45, default))!.State.Holder);
        await VerifyAsync();
    }

    [Theory]
    [InlineData("UPDATE labels SET class = 0")]
    [InlineData("DELETE FROM labels")]
    [InlineData("UPDATE leases SET annotator = 'bob'")]
    [InlineData("DELETE FROM leases")]
    [InlineData("UPDATE items SET live_labels = live_labels + 1 WHERE ordinal = 0")]
    [InlineData("UPDATE items SET live_labels = -1 WHERE ordinal = 1")]
    [InlineData("UPDATE items SET epoch = epoch - 1 WHERE ordinal = 0")]
    [InlineData("UPDATE items SET holder = 'bob', lease_until = 5 WHERE ordinal = 0")]
    [InlineData("UPDATE items SET lease_until = 5 WHERE ordinal = 1")]
    [InlineData("INSERT INTO labels SELECT project, 2, ordinal, epoch, nonce, annotator, 0, leased_at, labelled_at, 0, 1, 0, NULL FROM labels")]
    [InlineData("INSERT INTO labels SELECT project, 2, ordinal, 9, nonce, annotator, 0, leased_at, labelled_at, 0, 1, 0, NULL FROM labels")]
    [InlineData("INSERT INTO live_answers SELECT project, ordinal, annotator, 1, 5 FROM labels")]
    public async Task Sql_itself_refuses_what_would_break_a_promise(string sql)
    {
        await RecordAsync((await GrantAsync(0)).Lease!.Id);

        var failure = await Assert.ThrowsAsync<LedgerUnavailableException>(() => Ledger.OnWriterAsync(session =>
        {
            session.Execute(sql);
            return true;
        }));

        Assert.Equal(raw.SQLITE_CONSTRAINT, Assert.IsType<SqliteException>(failure.InnerException).SqliteErrorCode);
        await VerifyAsync();
    }
}
