using ActiveLearning.Ledger.Labels;
using ActiveLearning.Ledger.Sqlite;
using ActiveLearning.Ledger.Tests.Support;
using ActiveLearning.Ledger.Verification;

namespace ActiveLearning.Ledger.Tests.Sqlite;

/// <summary>A SQLite ledger with a project of some items, for what only this backend has.</summary>
public abstract class SqliteTest : IAsyncLifetime
{
    protected SqliteLedgerFixture Fixture { get; private set; } = null!;

    protected SqliteLedger Ledger => Fixture.Sqlite;

    protected int Project { get; private set; }

    protected virtual Action<SqliteLedgerOptions>? Configure => null;

    public async Task InitializeAsync()
    {
        Fixture = new SqliteLedgerFixture(Configure);
        Project = (await Ledger.Projects.CreateAsync(Samples.Project(), default)).Project.Key;
        await Ledger.Items.ImportAsync(Project, Samples.Items(100), default);
    }

    public async Task DisposeAsync() => await Fixture.DisposeAsync();

    protected async Task VerifyAsync()
    {
        var checks = await new LedgerVerifier(Ledger, Fixture.Clock).VerifyAsync(Project, default);
        Assert.All(checks, check => Assert.True(check.Holds, $"{check.Name}: {check.Detail}"));
        Assert.Equal("ok", await Ledger.OnWriterAsync(session => ReadText(session, "PRAGMA integrity_check")));
        Assert.Null(await Ledger.OnWriterAsync(session => ReadText(session, "PRAGMA foreign_key_check")));
    }

    protected Task<GrantResult> GrantAsync(int ordinal, CancellationToken cancellationToken = default) =>
        Ledger.Labels.GrantAsync(Samples.Grant(Project, ordinal, "ann"), cancellationToken);

    protected Task<RecordResult> RecordAsync(LeaseId lease) => Ledger.Labels.RecordAsync(new RecordRequest(Project, lease, 1, 500, 1), default);

    /// <summary>Keeps the writer busy until the gate opens; the task ends when the writer has it.</summary>
    protected async Task<Gate> HoldWriterAsync()
    {
        var gate = new Gate();
        gate.Passed = Ledger.OnWriterAsync(_ => gate.Pass());
        await gate.Reached;
        return gate;
    }

    private protected static string? ReadText(SqliteSession session, string sql)
    {
        using var row = session.Prepare(sql);
        return row.Step() ? row.Text(0) : null;
    }

    /// <summary>A point in the writer's work that the test opens.</summary>
    protected sealed class Gate
    {
        private readonly TaskCompletionSource reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource open = new();

        public Task Reached => reached.Task;

        public Task Passed { get; set; } = Task.CompletedTask;

        public void Open() => open.SetResult();

        public bool Pass()
        {
            reached.TrySetResult();

            // The writer's thread is there to be blocked.
            open.Task.WaitAsync(TimeSpan.FromSeconds(30)).GetAwaiter().GetResult();
            return true;
        }
    }
}
