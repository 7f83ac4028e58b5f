using ActiveLearning.Harness;
using ActiveLearning.Ledger.Groups;
using ActiveLearning.Ledger.Labels;
using ActiveLearning.Ledger.Postgres;
using ActiveLearning.Ledger.Tests.Support;
using ActiveLearning.Ledger.Verification;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace ActiveLearning.Ledger.Tests.Postgres;

/// <summary>Several silos write one database at once.</summary>
[Collection(PostgresTests.Name)]
public sealed class SeveralSilosTests(PostgresServer server) : IAsyncLifetime
{
    private const int Items = 300;
    private const int Annotators = 16;

    private readonly WarningsKept warnings = new();
    private PostgresLedgerOptions options = null!;

    public async Task InitializeAsync() => options = new PostgresLedgerOptions { ConnectionString = await server.CreateDatabaseAsync(), Readers = 4 };

    public Task DisposeAsync() => server.DropDatabaseAsync(options.ConnectionString);

    [Fact]
    public async Task Two_silos_that_write_at_once_keep_every_promise_and_never_deadlock()
    {
        await using var first = new PostgresLedger(options, logger: warnings);
        await using var second = new PostgresLedger(options, logger: warnings);
        PostgresLedger[] silos = [first, second];
        int[] projects =
        [
            (await first.Projects.CreateAsync(Samples.Project("p1", overlap: 2), default)).Project.Key,
            (await second.Projects.CreateAsync(Samples.Project("p2"), default)).Project.Key,
        ];
        foreach (var project in projects)
        {
            await first.Items.ImportAsync(project, Samples.Items(Items), default);
        }

        var acknowledged = await Task.WhenAll(
            from silo in silos
            from annotator in Enumerable.Range(0, Annotators)
            select LabelAsync(silo, projects, $"a{annotator}", new Random(annotator)));
        async Task BesidesAsync(PostgresLedger silo, int seed)
        {
            var random = new Random(seed);
            for (var slice = 0; slice < 10; slice++)
            {
                var project = projects[random.Next(2)];
                await silo.Items.ImportAsync(project, Samples.Items(50, Items + (random.Next(20) * 25)), default);
                await silo.Groups.JoinAsync(project, [new NearPair(random.Next(Items), random.Next(Items)), new NearPair(random.Next(Items), random.Next(Items))], 0, default);
            }
        }

        var more = Task.WhenAll(
            from silo in silos
            from annotator in Enumerable.Range(0, Annotators)
            select LabelAsync(silo, projects, $"b{annotator}", new Random(100 + annotator)));
        await Task.WhenAll(BesidesAsync(first, 1), BesidesAsync(second, 2));

        var labels = (await more).Concat(acknowledged).SelectMany(row => row).ToList();
        Assert.NotEmpty(labels);
        Assert.Equal(labels.Count, labels.DistinctBy(label => (label.Project, label.Row.Sequence)).Count());
        foreach (var project in projects)
        {
            var rows = (await second.Labels.ReadLabelsAsync(project, 0, 100_000, default)).ToDictionary(row => row.Sequence);
            Assert.Equal(Enumerable.Range(1, rows.Count).Select(number => (long)number), rows.Keys.Order());
            Assert.All(labels.Where(label => label.Project == project), label => Assert.Equal(label.Row, rows[label.Row.Sequence]));
            var checks = await new LedgerVerifier(first, TimeProvider.System).VerifyAsync(project, default);
            Assert.All(checks, check => Assert.True(check.Holds, $"{check.Name}: {check.Detail}"));
        }

        Assert.Empty(warnings.Messages);
        Assert.Equal(0L, await DeadlocksAsync());
    }

    [Fact]
    public async Task The_same_item_is_granted_to_one_of_many_who_ask_at_once()
    {
        await using var first = new PostgresLedger(options);
        await using var second = new PostgresLedger(options);
        var project = (await first.Projects.CreateAsync(Samples.Project(), default)).Project.Key;
        await first.Items.ImportAsync(project, Samples.Items(1), default);

        var grants = await Task.WhenAll(Enumerable.Range(0, 100).Select(annotator =>
            (annotator % 2 == 0 ? first : second).Labels.GrantAsync(Samples.Grant(project, 0, $"a{annotator}"), default)));

        Assert.Single(grants, grant => grant.Outcome == GrantOutcome.Granted);
        Assert.All(grants.Where(grant => grant.Lease is null), grant => Assert.Equal(GrantOutcome.Held, grant.Outcome));
    }

    [Fact]
    public async Task Silos_that_start_at_once_make_the_schema_once()
    {
        var silos = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => new PostgresLedger(options))));
        var created = await Task.WhenAll(silos.Select(silo => silo.Projects.CreateAsync(Samples.Project(), default)));

        Assert.Single(created, result => result.Outcome == Projects.CreateProjectOutcome.Created);
        Assert.Single(created.Select(result => result.Project.Key).Distinct());
        foreach (var silo in silos)
        {
            await silo.DisposeAsync();
        }
    }

    private static async Task<List<(int Project, LabelRow Row)>> LabelAsync(PostgresLedger ledger, int[] projects, string annotator, Random random)
    {
        var labels = new List<(int, LabelRow)>();
        for (var turn = 0; turn < 40; turn++)
        {
            var (project, ordinal) = (projects[random.Next(projects.Length)], random.Next(Items));
            var state = (await ledger.Items.ReadStatesAsync(project, [ordinal], default))[0].State;
            if ((await ledger.Labels.GrantAsync(Samples.Grant(project, ordinal, annotator, state.Epoch), default)).Lease is not { } lease)
            {
                continue;
            }

            await ledger.Labels.ShownAsync(project, lease.Id, default);
            switch (random.Next(10))
            {
                case 0:
                    await ledger.Labels.SkipAsync(new SkipRequest(project, lease.Id, "unsure"), default);
                    break;
                case 1:
                    await ledger.Labels.ReleaseAsync(new ReleaseRequest(project, lease.Id, LeaseEnd.Swapped), default);
                    break;
                default:
                    if ((await ledger.Labels.RecordAsync(new RecordRequest(project, lease.Id, random.Next(3), 10, 1), default)).Label is { } label)
                    {
                        labels.Add((project, label));
                        if (random.Next(5) == 0
                            && (await ledger.Labels.UndoAsync(
                                new UndoRequest(project, label.Sequence, annotator, Samples.UndoWindow, Samples.LeaseDuration), default)).UndoRow is { } undo)
                        {
                            labels.Add((project, undo));
                        }
                    }

                    break;
            }
        }

        return labels;
    }

    private async Task<long> DeadlocksAsync()
    {
        await using var connection = new NpgsqlConnection(options.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()", connection);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>A batch that failed and ran again one by one is a warning: nothing here may fail.</summary>
    private sealed class WarningsKept : ILogger<PostgresLedger>
    {
        public System.Collections.Concurrent.ConcurrentQueue<string> Messages { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (logLevel >= LogLevel.Warning)
            {
                Messages.Enqueue($"{formatter(state, exception)} {exception}");
            }
        }
    }
}
