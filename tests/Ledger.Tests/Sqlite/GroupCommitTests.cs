using ActiveLearning.Ledger.Labels;
using ActiveLearning.Ledger.Sqlite;
using ActiveLearning.Ledger.Tests.Support;

namespace ActiveLearning.Ledger.Tests.Sqlite;

/// <summary>The queues in front of the writer.</summary>
public sealed class GroupCommitTests : SqliteTest
{
    protected override Action<SqliteLedgerOptions> Configure => options => (options.LabelQueue, options.BulkQueue) = (8, 4);

    [Fact]
    public async Task A_write_cancelled_while_it_waits_is_never_done()
    {
        var gate = await HoldWriterAsync();
        using var cancellation = new CancellationTokenSource();
        var cancelled = GrantAsync(0, cancellation.Token);
        var other = GrantAsync(1);

        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        gate.Open();

        Assert.Equal(GrantOutcome.Granted, (await other).Outcome);
        Assert.Equal(0, (await Ledger.Items.ReadAsync(Project, 0, default))!.State.Epoch);
    }

    [Fact]
    public async Task A_write_cancelled_after_the_writer_took_it_still_tells_its_outcome()
    {
        var first = await HoldWriterAsync();
        var second = new Gate();
        second.Passed = Ledger.OnWriterAsync(_ => second.Pass());
        using var cancellation = new CancellationTokenSource();
        var grant = GrantAsync(0, cancellation.Token);
        first.Open();
        await second.Reached;

        await cancellation.CancelAsync();
        second.Open();

        Assert.Equal(GrantOutcome.Granted, (await grant).Outcome);
    }

    [Fact]
    public async Task A_full_queue_makes_writers_wait_and_loses_none()
    {
        var gate = await HoldWriterAsync();
        var grants = Enumerable.Range(0, 50).Select(ordinal => GrantAsync(ordinal)).ToArray();
        using var cancellation = new CancellationTokenSource();
        var givingUp = GrantAsync(99, cancellation.Token);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => givingUp);

        gate.Open();

        Assert.All(await Task.WhenAll(grants), result => Assert.Equal(GrantOutcome.Granted, result.Outcome));
        Assert.Equal(50, (await Ledger.Projects.CountAsync(Project, default)).Leased);
    }

    [Fact]
    public async Task Labels_that_wait_go_before_imports_that_wait()
    {
        var gate = await HoldWriterAsync();
        var imports = Enumerable.Range(1, 4).Select(slice => Ledger.Items.ImportAsync(Project, Samples.Items(10, slice * 100), default)).ToArray();
        var itemsSeen = Ledger.OnWriterAsync(session => ReadText(session, "SELECT COUNT(*) FROM items"));
        gate.Open();

        Assert.Equal("100", await itemsSeen);
        await Task.WhenAll(imports);
        Assert.Equal(140, (await Ledger.Projects.CountAsync(Project, default)).Total);
    }

    [Fact]
    public async Task While_labels_never_pause_an_import_gets_every_fifth_turn()
    {
        var gate = await HoldWriterAsync();
        var imports = Enumerable.Range(1, 2).Select(slice => Ledger.Items.ImportAsync(Project, Samples.Items(10, slice * 100), default)).ToArray();
        var seen = new List<string?>();
        Task? chain = null;

        // Each count queues the next one from inside the writer, so a label batch always waits.
        bool CountAndGoOn(SqliteSession session)
        {
            seen.Add(ReadText(session, "SELECT COUNT(*) FROM items"));
            chain = seen.Count < 9 ? Ledger.OnWriterAsync(CountAndGoOn) : Task.CompletedTask;
            return true;
        }

        chain = Ledger.OnWriterAsync(CountAndGoOn);
        gate.Open();
        await Task.WhenAll(imports);
        while (seen.Count < 9)
        {
            await chain!;
        }

        // The gate's batch is the first of the first four.
        Assert.Equal(["100", "100", "100", "110", "110", "110", "110", "120", "120"], seen);
    }

    [Fact]
    public async Task Closing_commits_what_waits_and_refuses_what_comes_later()
    {
        var gate = await HoldWriterAsync();
        var waiting = Enumerable.Range(0, 6).Select(ordinal => GrantAsync(ordinal)).ToArray();
        var closing = Ledger.DisposeAsync();
        await Assert.ThrowsAsync<LedgerUnavailableException>(() => GrantAsync(50));
        gate.Open();
        await closing;

        Assert.All(await Task.WhenAll(waiting), result => Assert.Equal(GrantOutcome.Granted, result.Outcome));
        await Assert.ThrowsAsync<LedgerUnavailableException>(() => Ledger.Items.ReadAsync(Project, 0, default));
        await Fixture.ReopenAsync();
        Assert.Equal(6, (await Ledger.Projects.CountAsync(Project, default)).Leased);
        await VerifyAsync();
    }
}
