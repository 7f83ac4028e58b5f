using System.Runtime.InteropServices;
using ActiveLearning.Ledger.Labels;
using Npgsql;

namespace ActiveLearning.Ledger.Postgres;

/// <summary>The rows that a batch of label requests leaves, and the trip that writes them: one statement a table.</summary>
internal sealed class LabelBatchRows
{
    private const string UpdateItems = """
        UPDATE items i SET epoch = k.epoch, holder = k.holder, lease_until = k.lease_until, live_labels = k.live_labels, skips = k.skips, blocked = k.blocked
        FROM unnest($1, $2, $3, $4, $5, $6, $7, $8) k (project, ordinal, epoch, holder, lease_until, live_labels, skips, blocked)
        WHERE i.project = k.project AND i.ordinal = k.ordinal
        """;

    private const string InsertLeases = """
        INSERT INTO leases (
          project, ordinal, epoch, nonce, annotator, leased_at, expires_at, channel, arm, strategy, reason, neighbours, value, model_version, probabilities)
        SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
        """;

    private const string InsertLabels = """
        INSERT INTO labels (
          project, sequence, ordinal, epoch, nonce, annotator, class, leased_at, labelled_at, lead_time_ms, standard_version, arm, supersedes)
        SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
        """;

    private const string InsertLive = "INSERT INTO live_answers (project, ordinal, annotator, sequence, labelled_at) SELECT * FROM unnest($1, $2, $3, $4, $5)";

    private const string DeleteLive = """
        DELETE FROM live_answers a USING unnest($1, $2, $3, $4) k (project, ordinal, annotator, sequence)
        WHERE a.project = k.project AND a.ordinal = k.ordinal AND a.annotator = k.annotator AND a.sequence = k.sequence
        """;

    private const string InsertSkips = """
        INSERT INTO skips (project, ordinal, annotator, epoch, reason, skipped_at) SELECT * FROM unnest($1, $2, $3, $4, $5, $6)
        """;

    // A clock that was set back may end a lease again.
    private const string InsertEnds = """
        INSERT INTO lease_ends (project, ordinal, epoch, reason, ended_at) SELECT * FROM unnest($1, $2, $3, $4, $5)
        ON CONFLICT (project, ordinal, epoch) DO UPDATE SET ended_at = excluded.ended_at
        """;

    private const string InsertShown = """
        INSERT INTO exposures (project, ordinal, epoch, shown_at) SELECT * FROM unnest($1, $2, $3, $4) ON CONFLICT DO NOTHING
        """;

    private const string InsertRefused = """
        INSERT INTO refused_labels (project, ordinal, epoch, class, outcome, lead_time_ms, standard_version, refused_at)
        SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8)
        ON CONFLICT DO NOTHING
        """;

    /// <summary>New leases.</summary>
    public List<(int Project, Lease Lease)> Leases { get; } = [];

    /// <summary>New answers and undos, in the order of their numbers.</summary>
    public List<(int Project, LabelRow Label)> Labels { get; } = [];

    /// <summary>New skips, by whom and when.</summary>
    public List<(SkipRequest Request, string Annotator, long At)> Skips { get; } = [];

    /// <summary>Leases that were ended early.</summary>
    public Dictionary<(int Project, LeaseId Lease), (LeaseEnd End, long At)> Ends { get; } = [];

    /// <summary>Items that were shown.</summary>
    public Dictionary<(int Project, LeaseId Lease), long> Shown { get; } = [];

    /// <summary>Answers that were refused.</summary>
    public Dictionary<(int Project, LeaseId Lease, int Class), (RecordRequest Request, SubmitLabelOutcome Outcome, long At)> Refused { get; } = [];

    /// <summary>Writes them, and the items that they changed.</summary>
    public void Store(NpgsqlConnection connection, ItemInHand[] changed)
    {
        using var trip = new NpgsqlBatch(connection);
        Add(trip, UpdateItems, changed, rows =>
        [
            rows.Column(item => item.Project), rows.Column(item => item.State.Ordinal), rows.Column(item => item.State.Epoch),
            rows.Column(item => item.State.Holder), rows.Column(item => item.State.LeaseUntil is { } until ? LedgerTime.ToMicroseconds(until) : (long?)null),
            rows.Column(item => item.State.LiveLabels), rows.Column(item => item.Skips), rows.Column(item => (short)(item.State.Blocked ? 1 : 0)),
        ]);
        AddLeases(trip);
        AddLabels(trip);
        Add(trip, InsertSkips, [.. Skips], rows =>
        [
            rows.Column(skip => skip.Request.ProjectKey), rows.Column(skip => skip.Request.LeaseId.Ordinal), rows.Column(skip => skip.Annotator),
            rows.Column(skip => skip.Request.LeaseId.Epoch), rows.Column(skip => skip.Request.Reason), rows.Column(skip => skip.At),
        ]);
        Add(trip, InsertEnds, [.. Ends], rows =>
        [
            rows.Column(end => end.Key.Project), rows.Column(end => end.Key.Lease.Ordinal), rows.Column(end => end.Key.Lease.Epoch),
            rows.Column(end => (int)end.Value.End), rows.Column(end => end.Value.At),
        ]);
        Add(trip, InsertShown, [.. Shown], rows =>
        [
            rows.Column(shown => shown.Key.Project), rows.Column(shown => shown.Key.Lease.Ordinal), rows.Column(shown => shown.Key.Lease.Epoch),
            rows.Column(shown => shown.Value),
        ]);
        Add(trip, InsertRefused, [.. Refused.Values], rows =>
        [
            rows.Column(row => row.Request.ProjectKey), rows.Column(row => row.Request.LeaseId.Ordinal), rows.Column(row => row.Request.LeaseId.Epoch),
            rows.Column(row => row.Request.Class), rows.Column(row => (int)row.Outcome), rows.Column(row => row.Request.LeadTimeMs),
            rows.Column(row => row.Request.StandardVersion), rows.Column(row => row.At),
        ]);
        if (trip.BatchCommands.Count > 0)
        {
            trip.ExecuteNonQuery();
        }
    }

    private void AddLeases(NpgsqlBatch trip) => Add(trip, InsertLeases, [.. Leases], rows =>
    [
        rows.Column(row => row.Project), rows.Column(row => row.Lease.Id.Ordinal), rows.Column(row => row.Lease.Id.Epoch),
        rows.Column(row => unchecked((long)row.Lease.Id.Nonce)), rows.Column(row => row.Lease.Annotator),
        rows.Column(row => LedgerTime.ToMicroseconds(row.Lease.LeasedAt)), rows.Column(row => LedgerTime.ToMicroseconds(row.Lease.ExpiresAt)),
        rows.Column(row => (int)row.Lease.Channel), rows.Column(row => (int)row.Lease.Grounds.Arm), rows.Column(row => row.Lease.Grounds.Strategy),
        rows.Column(row => (int)row.Lease.Grounds.Reason), rows.Column(row => row.Lease.Grounds.Neighbours),

        // An unknown value is NULL, as on SQLite, which has no NaN.
        rows.Column(row => float.IsNaN(row.Lease.Grounds.Value) ? (double?)null : row.Lease.Grounds.Value),
        rows.Column(row => row.Lease.Grounds.ModelVersion),
        rows.Column(row => MemoryMarshal.AsBytes(row.Lease.Grounds.Probabilities.AsSpan()).ToArray()),
    ]);

    private void AddLabels(NpgsqlBatch trip)
    {
        Add(trip, InsertLabels, [.. Labels], rows =>
        [
            rows.Column(row => row.Project), rows.Column(row => row.Label.Sequence), rows.Column(row => row.Label.Ordinal),
            rows.Column(row => row.Label.LeaseId.Epoch), rows.Column(row => unchecked((long)row.Label.LeaseId.Nonce)), rows.Column(row => row.Label.Annotator),
            rows.Column(row => row.Label.Class), rows.Column(row => LedgerTime.ToMicroseconds(row.Label.LeasedAt)),
            rows.Column(row => LedgerTime.ToMicroseconds(row.Label.LabelledAt)), rows.Column(row => row.Label.LeadTimeMs),
            rows.Column(row => row.Label.StandardVersion), rows.Column(row => (int)row.Label.Arm), rows.Column(row => row.Label.Supersedes),
        ]);
        Add(trip, DeleteLive, [.. Labels.Where(row => row.Label.Class is null)], rows =>
        [
            rows.Column(row => row.Project), rows.Column(row => row.Label.Ordinal), rows.Column(row => row.Label.Annotator),
            rows.Column(row => row.Label.Supersedes!.Value),
        ]);
        Add(trip, InsertLive, [.. Labels.Where(row => row.Label.Class is not null)], rows =>
        [
            rows.Column(row => row.Project), rows.Column(row => row.Label.Ordinal), rows.Column(row => row.Label.Annotator),
            rows.Column(row => row.Label.Sequence), rows.Column(row => LedgerTime.ToMicroseconds(row.Label.LabelledAt)),
        ]);
    }

    private static void Add<T>(NpgsqlBatch trip, string sql, T[] rows, Func<T[], object[]> columns)
    {
        if (rows.Length > 0)
        {
            trip.Add(sql, columns(rows));
        }
    }
}
