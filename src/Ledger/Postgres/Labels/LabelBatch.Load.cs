using ActiveLearning.Ledger.Labels;
using ActiveLearning.Ledger.Sql;
using Npgsql;

namespace ActiveLearning.Ledger.Postgres;

/// <content>The trip that locks and reads.</content>
internal sealed partial class LabelBatch
{
    private const string FindLabels = """
        SELECT l.project, l.sequence, l.ordinal
        FROM unnest($1, $2) k (project, sequence) JOIN labels l ON l.project = k.project AND l.sequence = k.sequence
        """;

    private const string ShareShapes = "SELECT pg_advisory_xact_lock_shared($1, p)::text FROM unnest($2) p";

    // The plan sorts before it locks: every writer locks items in the order of their keys.
    private const string LockItems = $"""
        SELECT {ItemStateRow.Joined}, i.project, i.skips
        FROM unnest($1, $2) k (project, ordinal) JOIN items i ON i.project = k.project AND i.ordinal = k.ordinal
        ORDER BY i.project, i.ordinal FOR NO KEY UPDATE OF i
        """;

    private const string LockCounters = "SELECT pg_advisory_xact_lock($1, p)::text FROM unnest($2) p";

    private const string ReadCounters = $"SELECT {ProjectTally.Columns}, project FROM project_counters WHERE project = ANY($1)";

    private const string ReadLabels = $"""
        SELECT {LabelRows.Columns}, l.project
        FROM unnest($1, $2) k (of_project, of_ordinal) JOIN labels l ON l.project = k.of_project AND l.ordinal = k.of_ordinal
        ORDER BY l.sequence
        """;

    private const string ReadSkips = """
        SELECT s.project, s.ordinal, s.annotator
        FROM unnest($1, $2) k (project, ordinal) JOIN skips s ON s.project = k.project AND s.ordinal = k.ordinal
        """;

    // Of an undone label's item all leases are read: the label's, and the newest.
    private const string ReadLeases = $"""
        SELECT {LeaseRow.Columns}, l.project
        FROM {LeaseRow.From}
        JOIN unnest($1, $2, $3) k (project, ordinal, epoch) ON l.project = k.project AND l.ordinal = k.ordinal AND l.epoch = COALESCE(k.epoch, l.epoch)
        """;

    /// <summary>Locks and reads all that decides about these requests.</summary>
    public static LabelBatch Load(PostgresTransaction transaction, NpgsqlConnection connection, IReadOnlyList<object> requests)
    {
        var batch = new LabelBatch(transaction);
        batch.FindUndone(connection, [.. requests.OfType<UndoRequest>()]);
        var leases = requests.Select(batch.LeaseOf).OfType<(int Project, int Ordinal, long? Epoch)>().Distinct().ToArray();
        var keys = leases.Select(lease => (lease.Project, lease.Ordinal))
            .Concat(requests.OfType<GrantRequest>().Select(grant => (Project: grant.ProjectKey, grant.Ordinal)))
            .Distinct().Order().ToArray();
        int[] projects = [.. keys.Select(key => key.Project)], ordinals = [.. keys.Select(key => key.Ordinal)];

        // Grants and releases are counted by nobody, so they wait for no counter.
        var counted = requests.Select(CountedProject).OfType<int>().Distinct().Order().ToArray();
        using var trip = new NpgsqlBatch(connection);
        trip.Add(ShareShapes, Locks.Shape, projects.Distinct().ToArray());
        trip.Add(LockItems, projects, ordinals);
        trip.Add(LockCounters, Locks.Counters, counted);
        transaction.AddMark(trip);
        trip.Add(ReadCounters, counted);
        trip.Add(ReadLabels, projects, ordinals);
        trip.Add(ReadSkips, projects, ordinals);
        trip.Add(ReadLeases, leases.Select(l => l.Project).ToArray(), leases.Select(l => l.Ordinal).ToArray(), leases.Select(l => l.Epoch).ToArray());
        using var reader = trip.ExecuteReader();
        batch.Read(reader);
        return batch;
    }

    private void Read(NpgsqlDataReader reader)
    {
        var row = new PostgresRow(reader);
        void Each(Action read)
        {
            while (reader.Read())
            {
                read();
            }

            reader.NextResult();
        }

        Each(static () => { });
        Each(() => items.Add(
            (row.Int32(ItemStateRow.Width), row.Int32(0)),
            new ItemInHand(row.Int32(ItemStateRow.Width), ItemStateRow.Read(row, 0), row.Int32(ItemStateRow.Width + 1))));
        Each(static () => { });
        Each(() => transaction.Started(row.Int64(0)));
        Each(() => transaction.Counted(row.Int32(12), ProjectTally.Read(row, row.Int32(12))));
        Each(() => items[(row.Int32(12), row.Int32(1))].Labels.Add(LabelRows.Read(row)));
        Each(() => items[(row.Int32(0), row.Int32(1))].SkippedBy.Add(row.Text(2)));
        Each(() => items[(row.Int32(LeaseRow.Width), row.Int32(0))].Leases[row.Int64(1)] = LeaseRow.Read(row, 0));
    }

    // Label rows never change, so this needs no lock.
    private void FindUndone(NpgsqlConnection connection, UndoRequest[] undos)
    {
        if (undos.Length == 0)
        {
            return;
        }

        using var trip = new NpgsqlBatch(connection);
        trip.Add(FindLabels, undos.Select(undo => undo.ProjectKey).ToArray(), undos.Select(undo => undo.Sequence).ToArray());
        using var reader = trip.ExecuteReader();
        while (reader.Read())
        {
            ordinalsOfLabels[(reader.GetInt32(0), reader.GetInt64(1))] = reader.GetInt32(2);
        }
    }

    private (int Project, int Ordinal, long? Epoch)? LeaseOf(object request) => request switch
    {
        RecordRequest record => (record.ProjectKey, record.LeaseId.Ordinal, record.LeaseId.Epoch),
        SkipRequest skip => (skip.ProjectKey, skip.LeaseId.Ordinal, skip.LeaseId.Epoch),
        ReleaseRequest release => (release.ProjectKey, release.LeaseId.Ordinal, release.LeaseId.Epoch),
        ShownRequest shown => (shown.ProjectKey, shown.LeaseId.Ordinal, shown.LeaseId.Epoch),
        UndoRequest undo when ordinalsOfLabels.TryGetValue((undo.ProjectKey, undo.Sequence), out var ordinal) => (undo.ProjectKey, ordinal, null),
        _ => null,
    };

    private static int? CountedProject(object request) => request switch
    {
        RecordRequest record => record.ProjectKey,
        SkipRequest skip => skip.ProjectKey,
        UndoRequest undo => undo.ProjectKey,
        _ => null,
    };
}
