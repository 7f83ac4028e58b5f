using ActiveLearning.Harness;
using ActiveLearning.Ledger.Labels;
using ActiveLearning.Ledger.Postgres;
using ActiveLearning.Ledger.Tests.Support;
using ActiveLearning.Ledger.Verification;
using Npgsql;

namespace ActiveLearning.Ledger.Tests.Postgres;

/// <summary>What only this database has: its schema, its clock, and its own refusals.</summary>
[Collection(PostgresTests.Name)]
public sealed class PromiseTests(PostgresServer server) : IAsyncLifetime
{
    private PostgresLedgerFixture fixture = null!;
    private int project;

    private PostgresLedger Ledger => fixture.Postgres;

    public async Task InitializeAsync()
    {
        fixture = (PostgresLedgerFixture)await PostgresLedgerFixture.OpenAsync(server);
        project = (await Ledger.Projects.CreateAsync(Samples.Project(), default)).Project.Key;
        await Ledger.Items.ImportAsync(project, Samples.Items(10), default);
    }

    public async Task DisposeAsync() => await fixture.DisposeAsync();

    [Theory]
    [InlineData("UPDATE labels SET class = 0")]
    [InlineData("DELETE FROM labels")]
    [InlineData("TRUNCATE labels CASCADE")]
    [InlineData("UPDATE leases SET annotator = 'bob'")]
    [InlineData("DELETE FROM leases")]
    [InlineData("UPDATE items SET live_labels = live_labels + 1 WHERE ordinal = 0")]
    [InlineData("UPDATE items SET live_labels = -1 WHERE ordinal = 1")]
    [InlineData("UPDATE items SET epoch = epoch - 1 WHERE ordinal = 0")]
    [InlineData("UPDATE items SET holder = 'bob', lease_until = 5 WHERE ordinal = 0")]
    [InlineData("UPDATE items SET holder = 'bob', lease_until = 5 WHERE ordinal = 1")]
    [InlineData("UPDATE items SET lease_until = 5 WHERE ordinal = 1")]
    [InlineData("UPDATE items SET representative = 0 WHERE ordinal = 0")]
    [InlineData("UPDATE items SET representative = 77 WHERE ordinal = 1")]
    [InlineData("UPDATE items SET representative = CASE ordinal WHEN 1 THEN 2 ELSE 3 END WHERE ordinal IN (1, 2)")]
    [InlineData("INSERT INTO labels SELECT project, 2, ordinal, epoch, nonce, annotator, 0, leased_at, labelled_at, 0, 1, 0, NULL FROM labels")]
    [InlineData("INSERT INTO labels SELECT project, 2, ordinal, 9, nonce, annotator, 0, leased_at, labelled_at, 0, 1, 0, NULL FROM labels")]
    [InlineData("INSERT INTO live_answers SELECT project, ordinal, annotator, 1, 5 FROM labels")]
    public async Task Sql_itself_refuses_what_would_break_a_promise(string sql)
    {
        var lease = (await Ledger.Labels.GrantAsync(Samples.Grant(project, 0, "ann"), default)).Lease!;
        await Ledger.Labels.RecordAsync(new RecordRequest(project, lease.Id, 1, 500, 1), default);

        var failure = await Assert.ThrowsAsync<PostgresException>(() => fixture.ExecuteOutsideAsync(sql));

        Assert.StartsWith("23", failure.SqlState, StringComparison.Ordinal);
        await VerifyAsync();
    }

    [Fact]
    public async Task A_database_with_a_newer_schema_is_refused()
    {
        await fixture.ExecuteOutsideAsync("INSERT INTO ledger_schema (version) VALUES (999)");

        var refusal = Assert.Throws<InvalidOperationException>(() => new PostgresLedger(fixture.Options));

        Assert.Contains("newer version", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_of_another_program_is_refused()
    {
        var connectionString = await server.CreateDatabaseAsync();
        await using (var connection = new NpgsqlConnection(connectionString))
        {
            await connection.OpenAsync();
            await using var command = new NpgsqlCommand("CREATE TABLE invoices (number integer)", connection);
            await command.ExecuteNonQueryAsync();
        }

        Assert.Throws<InvalidOperationException>(() => new PostgresLedger(new PostgresLedgerOptions { ConnectionString = connectionString }));
        await server.DropDatabaseAsync(connectionString);
    }

    [Fact]
    public async Task Leases_run_by_the_databases_clock_when_no_other_is_given()
    {
        await using var ledger = new PostgresLedger(fixture.Options);
        var before = TimeProvider.System.GetUtcNow() - TimeSpan.FromSeconds(1);

        var lease = (await ledger.Labels.GrantAsync(Samples.Grant(project, 3, "ann"), default)).Lease!;

        Assert.InRange(lease.LeasedAt, before, TimeProvider.System.GetUtcNow() + TimeSpan.FromSeconds(1));
        Assert.Equal(lease.LeasedAt + Samples.LeaseDuration, lease.ExpiresAt);
        Assert.Single(await ledger.Labels.ReadLiveLeasesAsync(project, "ann", default));
    }

    [Fact]
    public async Task A_text_that_the_database_refuses_fails_its_slice_and_nothing_else()
    {
        var slice = new[] { Samples.Item(100), Samples.Item(101) with { Text = "zero \0 byte" } };

        await Assert.ThrowsAsync<LedgerUnavailableException>(() => Ledger.Items.ImportAsync(project, slice, default));

        Assert.Null(await Ledger.Items.FindAsync(project, "i100", default));
        await Ledger.Items.ImportAsync(project, Samples.Items(2, 100), default);
        await VerifyAsync();
    }

    [Fact]
    public async Task One_failing_write_does_not_fail_its_batch()
    {
        var grants = Enumerable.Range(0, 10).Select(ordinal => Ledger.Labels.GrantAsync(Samples.Grant(project, ordinal, ordinal == 4 ? "zero \0" : "ann"), default));

        var outcomes = await Task.WhenAll(grants.Select(async grant =>
        {
            try
            {
                return (await grant).Outcome == GrantOutcome.Granted;
            }
            catch (LedgerUnavailableException)
            {
                return false;
            }
        }));

        Assert.Equal(Enumerable.Range(0, 10).Select(ordinal => ordinal != 4), outcomes);
        await VerifyAsync();
    }

    [Fact]
    public async Task A_connection_lost_during_commit_fails_its_callers_when_nothing_was_stored_and_the_next_write_works()
    {
        await fixture.ExecuteOutsideAsync("""
            CREATE FUNCTION vanish() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END $$;
            CREATE CONSTRAINT TRIGGER vanishes AFTER INSERT ON leases DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
            WHEN (NEW.annotator = 'unlucky') EXECUTE FUNCTION vanish();
            """);

        await Assert.ThrowsAsync<LedgerUnavailableException>(() => Ledger.Labels.GrantAsync(Samples.Grant(project, 0, "unlucky"), default));

        Assert.Equal(GrantOutcome.Granted, (await Ledger.Labels.GrantAsync(Samples.Grant(project, 0, "ann"), default)).Outcome);
        await VerifyAsync();
    }

    private async Task VerifyAsync()
    {
        var checks = await new LedgerVerifier(Ledger, fixture.Clock).VerifyAsync(project, default);
        Assert.All(checks, check => Assert.True(check.Holds, $"{check.Name}: {check.Detail}"));
    }
}
