using System.Collections.Concurrent;
using ActiveLearning.Harness;
using ActiveLearning.Ledger.Labels;
using ActiveLearning.Ledger.Postgres;
using ActiveLearning.Ledger.Tests.Support;
using ActiveLearning.Ledger.Verification;

namespace ActiveLearning.Ledger.Tests.Postgres;

/// <summary>The server stops at once, under load, and starts again.</summary>
[Collection(PostgresTests.Name)]
public sealed class ServerStopTests(PostgresServer server) : IAsyncLifetime
{
    private const int Items = 20_000;
    private const int Annotators = 32;

    private readonly ConcurrentDictionary<long, LabelRow> acknowledged = new();
    private readonly CancellationTokenSource end = new(TimeSpan.FromSeconds(90));
    private PostgresLedger ledger = null!;
    private string connectionString = "";
    private int project;
    private int failures;

    public async Task InitializeAsync()
    {
        connectionString = await server.CreateDatabaseAsync();
        ledger = new PostgresLedger(new PostgresLedgerOptions { ConnectionString = connectionString, UnknownCommitWait = TimeSpan.FromSeconds(5) });
        project = (await ledger.Projects.CreateAsync(Samples.Project(), default)).Project.Key;
        for (var from = 0; from < Items; from += 500)
        {
            await ledger.Items.ImportAsync(project, Samples.Items(500, from), default);
        }
    }

    public async Task DisposeAsync()
    {
        end.Dispose();
        await ledger.DisposeAsync();
        await server.DropDatabaseAsync(connectionString);
    }

    [Fact]
    public async Task No_acknowledged_label_is_missing_and_work_resumes()
    {
        using var stop = new CancellationTokenSource();
        var annotators = Enumerable.Range(0, Annotators).Select(annotator => LabelAsync(annotator, stop.Token)).ToArray();
        foreach (var _ in Enumerable.Range(0, 2))
        {
            await GoOnUntilAsync(acknowledged.Count + 300);
            var failedBefore = failures;
            server.StopImmediately();
            await Wait.UntilAsync(() => Task.FromResult(failures > failedBefore + Annotators), "callers are told that the ledger is away", end.Token);
            server.Start();
        }

        await GoOnUntilAsync(acknowledged.Count + 300);
        await stop.CancelAsync();
        await Task.WhenAll(annotators).WaitAsync(end.Token);

        var rows = (await ledger.Labels.ReadLabelsAsync(project, 0, Items, default)).ToDictionary(row => row.Sequence);
        Assert.All(acknowledged, label => Assert.Equal(label.Value, rows.GetValueOrDefault(label.Key)));
        var checks = await new LedgerVerifier(ledger, TimeProvider.System).VerifyAsync(project, default);
        Assert.All(checks, check => Assert.True(check.Holds, $"{check.Name}: {check.Detail}"));
    }

    private Task GoOnUntilAsync(int labels) =>
        Wait.UntilAsync(() => Task.FromResult(acknowledged.Count >= labels), "labels are acknowledged", end.Token);

    private async Task LabelAsync(int annotator, CancellationToken stop)
    {
        for (var ordinal = annotator; ordinal < Items && !stop.IsCancellationRequested; ordinal += Annotators)
        {
            try
            {
                if ((await ledger.Labels.GrantAsync(Samples.Grant(project, ordinal, $"a{annotator}"), default)).Lease is { } lease
                    && (await ledger.Labels.RecordAsync(new RecordRequest(project, lease.Id, 1, 10, 1), default)).Label is { } label)
                {
                    Assert.True(acknowledged.TryAdd(label.Sequence, label), $"label number {label.Sequence} was given twice");
                }
            }
            catch (LedgerUnavailableException)
            {
                Interlocked.Increment(ref failures);
                ordinal -= Annotators;
                await Task.Yield();
            }
        }
    }
}
