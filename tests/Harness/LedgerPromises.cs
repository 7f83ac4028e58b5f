using ActiveLearning.Contracts.Api;
using ActiveLearning.Ledger.Postgres;
using ActiveLearning.Ledger.Verification;
using Npgsql;

namespace ActiveLearning.Harness;

/// <summary>
/// What must hold in the ledger whatever died: its own invariants, no item leased to two people at once, and every acknowledged label once, as it was given. What the silos say of it
/// must be the same.
/// </summary>
public static class LedgerPromises
{
    /// <summary>A lease ends with its answer, skip or release, or by time; the next one of the item must not begin before.</summary>
    private const string TwoAtOnce = """
        WITH spans AS (
          SELECT l.ordinal, l.epoch, l.annotator, least(l.expires_at, e.ended_at, s.skipped_at, b.labelled_at) AS ends_at,
            lead(l.leased_at) OVER (PARTITION BY l.ordinal ORDER BY l.epoch) AS next_at
          FROM leases l
          LEFT JOIN lease_ends e USING (project, ordinal, epoch)
          LEFT JOIN skips s USING (project, ordinal, epoch)
          LEFT JOIN labels b ON (b.project, b.ordinal, b.epoch) = (l.project, l.ordinal, l.epoch) AND b.class IS NOT NULL
          WHERE l.project = @project)
        SELECT format('item %s was held by %s under epoch %s when it was leased again', ordinal, annotator, epoch) FROM spans WHERE next_at < ends_at
        """;

    /// <summary>What the database's sessions do: who waits for whom shows why nobody is served.</summary>
    private const string Sessions = """
        SELECT format('%s %s %s/%s since %s blocked by %s: %s', pid, state, wait_event_type, wait_event, to_char(state_change, 'HH24:MI:SS'), pg_blocking_pids(pid), left(query, 100))
        FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND (state <> 'idle' OR cardinality(pg_blocking_pids(pid)) > 0)
        """;

    /// <summary>Time for a silo to be started again, and to read what is stored.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);

    /// <summary>Waits until every item of the pool has its label: an item that was lost from the queue never gets one.</summary>
    /// <exception cref="TimeoutException">Some have none; the message says how many, why people were sent away last, and what the database is busy with.</exception>
    public static async Task UntilAllSettledAsync(LocalCluster cluster, string project, LabellingCrowd crowd, TimeSpan within)
    {
        using var deadline = new CancellationTokenSource(within);
        var left = "";
        try
        {
            await Wait.UntilAsync(
                async () =>
                {
                    using var client = await cluster.ReadyClientAsync();
                    if (await StatusAsync(client, project) is not { Items: var items })
                    {
                        return false;
                    }

                    left = items.ToString();
                    return items.Settled == items.Total - items.Test;
                },
                "all items of the pool are settled",
                deadline.Token);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException(string.Join(
                Environment.NewLine, [$"Items were lost from the queue: {left}", .. crowd.NotServed, .. await ReadStringsAsync(cluster, Sessions, project: null)]));
        }
    }

    /// <summary>Checks a project as of one instant: leases end and are given back while people rest, too.</summary>
    /// <param name="cluster">The cluster; its database is read directly, its export through a silo.</param>
    /// <param name="project">The project.</param>
    /// <param name="acknowledged">Labels that were acknowledged.</param>
    /// <returns>What is broken, in words; empty when all holds.</returns>
    public static async Task<IReadOnlyList<string>> BrokenAsync(LocalCluster cluster, string project, IReadOnlyDictionary<string, AcknowledgedLabel> acknowledged)
    {
        var broken = new List<string>();
        using (var ledger = PostgresSnapshot.Open(new PostgresLedgerOptions { ConnectionString = cluster.ConnectionString }))
        {
            var row = await ledger.Projects.FindAsync(project, CancellationToken.None) ?? throw new InvalidOperationException($"There is no project {project}.");
            var checks = await new LedgerVerifier(ledger, ledger.Clock).VerifyAsync(row.Key, CancellationToken.None);
            broken.AddRange(checks.Where(c => !c.Holds).Select(c => $"{c.Name}: {c.Detail}"));
            broken.AddRange(await ReadStringsAsync(cluster, TwoAtOnce, row.Key));
        }

        using var client = await cluster.ReadyClientAsync();
        var stored = (await client.ExportAsync(project)).SelectMany(item => item.Labels.Select(label => (item.Id, Label: label))).ToLookup(x => x.Label.LabelId);
        foreach (var (labelId, label) in acknowledged)
        {
            if (stored[labelId].ToArray() is not [var only] || new AcknowledgedLabel(only.Label.LeaseId, only.Id, only.Label.Annotator, only.Label.Class!) != label)
            {
                broken.Add($"label {labelId} was acknowledged as {label} and is stored {stored[labelId].Count()} times");
            }
        }

        broken.AddRange(await CoverageAsync(cluster, project, stored.Sum(rows => rows.Count(row => row.Label.Class is not null))));
        return broken;
    }

    /// <summary>Null from a silo that is away: it may be started again just then.</summary>
    private static async Task<ProjectStatus?> StatusAsync(SiloClient client, string project)
    {
        try
        {
            return await client.StatusAsync(project);
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    private static async Task<List<string>> ReadStringsAsync(LocalCluster cluster, string query, int? project)
    {
        await using var connection = new NpgsqlConnection(cluster.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(query, connection);
        if (project is { } key)
        {
            command.Parameters.AddWithValue("project", key);
        }

        await using var rows = await command.ExecuteReaderAsync();
        var found = new List<string>();
        while (await rows.ReadAsync())
        {
            found.Add(rows.GetString(0));
        }

        return found;
    }

    // The share within the radius is not compared: partitions hear of labels by hints and may be behind for longer.
    private static async Task<IReadOnlyList<string>> CoverageAsync(LocalCluster cluster, string project, int stored)
    {
        var wrong = new List<string>();
        foreach (var silo in cluster.RunningSilos)
        {
            using var client = cluster.ClientOf(silo);
            using var deadline = new CancellationTokenSource(Soon);
            var said = "";
            try
            {
                await Wait.UntilAsync(
                    async () =>
                    {
                        if (await StatusAsync(client, project) is not { } status)
                        {
                            return false;
                        }

                        var pool = status.Items.Total - status.Items.Test;
                        var share = (stored + (status.NearDuplicates?.SettledByGroup ?? 0)) / (double)pool;
                        said = $"{status.Labels} labels, {status.Coverage}";
                        return status.Labels == stored && Math.Abs(status.Coverage.LabelledShare - share) < 1e-9;
                    },
                    "coverage equals the labels stored",
                    deadline.Token);
            }
            catch (TimeoutException)
            {
                wrong.Add($"{silo} says {said}; {stored} labels are stored");
            }
        }

        return wrong;
    }
}
