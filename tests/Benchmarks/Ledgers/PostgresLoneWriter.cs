using System.Runtime.InteropServices;
using ActiveLearning.Ledger;
using Npgsql;

namespace ActiveLearning.Benchmarks.Ledgers;

/// <summary>The same rows on PostgreSQL: one connection, one statement a table with arrays of values, each prepared, two commits a batch.</summary>
/// <param name="connectionString">The ledger's database.</param>
internal sealed class PostgresLoneWriter(string connectionString) : ILoneWriter
{
    private const string Hold = """
        UPDATE items i SET epoch = 1, holder = k.holder, lease_until = $4 FROM unnest($2, $3) k (ordinal, holder)
        WHERE i.project = $1 AND i.ordinal = k.ordinal AND i.epoch = 0
        """;

    private const string InsertLeases = """
        INSERT INTO leases (
          project, ordinal, epoch, nonce, annotator, leased_at, expires_at, channel, arm, strategy, reason, neighbours, value, model_version, probabilities)
        SELECT $1, k.ordinal, 1, k.nonce, k.annotator, $5, $6, 1, 0, 'margin', 2, 12, 0.25, 3, $7 FROM unnest($2, $3, $4) k (ordinal, nonce, annotator)
        """;

    private const string Close = """
        UPDATE items SET live_labels = live_labels + 1, holder = NULL, lease_until = NULL WHERE project = $1 AND ordinal = ANY($2) AND epoch = 1
        """;

    private const string InsertLabels = """
        INSERT INTO labels (
          project, sequence, ordinal, epoch, nonce, annotator, class, leased_at, labelled_at, lead_time_ms, standard_version, arm, supersedes)
        SELECT $1, k.sequence, k.ordinal, 1, k.nonce, k.annotator, k.class, $7, $7, 500, 1, 0, NULL
        FROM unnest($2, $3, $4, $5, $6) k (sequence, ordinal, nonce, annotator, class)
        """;

    private const string InsertLive = """
        INSERT INTO live_answers (project, ordinal, annotator, sequence, labelled_at)
        SELECT $1, k.ordinal, k.annotator, k.sequence, $5 FROM unnest($2, $3, $4) k (ordinal, annotator, sequence)
        """;

    private const string Count = """
        UPDATE project_counters SET label_sequence = label_sequence + $2, live_labels = live_labels + $2, settled_items = settled_items + $2 WHERE project = $1
        """;

    /// <inheritdoc/>
    public double Run(int project, int first, int pairs)
    {
        var connecting = new NpgsqlConnectionStringBuilder(connectionString) { MaxAutoPrepare = 20, AutoPrepareMinUsages = 2 };
        using var connection = new NpgsqlConnection(connecting.ConnectionString);
        connection.Open();
        var sequence = ReadLast(connection, project);
        var probabilities = MemoryMarshal.AsBytes(ItemGrainCallers.Grounds.Probabilities.AsSpan()).ToArray();
        var start = TimeProvider.System.GetTimestamp();
        for (var from = first; from < first + pairs; from += ILoneWriter.Batch)
        {
            int[] ordinals = [.. Enumerable.Range(from, Math.Min(ILoneWriter.Batch, first + pairs - from))];
            long[] nonces = [.. ordinals.Select(ordinal => ordinal * 31L)];
            string[] annotators = [.. ordinals.Select(ordinal => $"annotator-{ordinal % 1_000}")];
            int[] classes = [.. ordinals.Select(ordinal => ordinal % 2)];
            long[] sequences = [.. ordinals.Select(_ => ++sequence)];
            var now = LedgerTime.ToMicroseconds(TimeProvider.System.GetUtcNow());
            Commit(
                connection,
                (Hold, [project, ordinals, annotators, now + 300_000_000]),
                (InsertLeases, [project, ordinals, nonces, annotators, now, now + 300_000_000, probabilities]));
            Commit(
                connection,
                (Close, [project, ordinals]),
                (InsertLabels, [project, sequences, ordinals, nonces, annotators, classes, now]),
                (InsertLive, [project, ordinals, annotators, sequences, now]),
                (Count, [project, ordinals.Length]));
        }

        return pairs / TimeProvider.System.GetElapsedTime(start).TotalSeconds;
    }

    // A batch without a transaction of its own is one: it commits with its last statement.
    private static void Commit(NpgsqlConnection connection, params (string Sql, object[] Values)[] statements)
    {
        using var batch = new NpgsqlBatch(connection);
        foreach (var (sql, values) in statements)
        {
#pragma warning disable CA2100 // The texts are the constants above.
            var command = new NpgsqlBatchCommand(sql);
#pragma warning restore CA2100
            foreach (var value in values)
            {
                command.Parameters.Add(new NpgsqlParameter { Value = value });
            }

            batch.BatchCommands.Add(command);
        }

        batch.ExecuteNonQuery();
    }

    private static long ReadLast(NpgsqlConnection connection, int project)
    {
        using var command = new NpgsqlCommand("SELECT label_sequence FROM project_counters WHERE project = $1", connection);
        command.Parameters.Add(new NpgsqlParameter { Value = project });
        return (long)command.ExecuteScalar()!;
    }
}
