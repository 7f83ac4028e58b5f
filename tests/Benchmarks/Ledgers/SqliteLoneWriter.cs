using System.Runtime.InteropServices;
using ActiveLearning.Ledger;
using ActiveLearning.Ledger.Sqlite;

namespace ActiveLearning.Benchmarks.Ledgers;

/// <summary>
/// The limit: one thread that changes and inserts the very rows that grants and labels leave behind, a full batch a commit, without reading, checking or
/// answering anything. Same prepared statements, same connection settings, same file.
/// </summary>
/// <param name="options">The ledger's file.</param>
internal sealed class SqliteLoneWriter(SqliteLedgerOptions options) : ILoneWriter
{
    private const string Hold = "UPDATE items SET epoch = epoch + 1, holder = ?3, lease_until = ?4 WHERE project = ?1 AND ordinal = ?2 AND epoch = 0";

    private const string InsertLease = """
        INSERT INTO leases (
          project, ordinal, epoch, nonce, annotator, leased_at, expires_at, channel, arm, strategy, reason, neighbours, value, model_version, probabilities)
        VALUES (?1, ?2, 1, ?3, ?4, ?5, ?6, 1, 0, 'margin', 2, 12, 0.25, 3, ?7)
        """;

    private const string Close = """
        UPDATE items SET live_labels = live_labels + 1, holder = NULL, lease_until = NULL WHERE project = ?1 AND ordinal = ?2 AND epoch = 1
        """;

    private const string InsertLabel = """
        INSERT INTO labels (
          project, sequence, ordinal, epoch, nonce, annotator, class, leased_at, labelled_at, lead_time_ms, standard_version, arm, supersedes)
        VALUES (?1, ?2, ?3, 1, ?4, ?5, ?6, ?7, ?8, 500, 1, 0, NULL)
        """;

    private const string InsertLive = "INSERT INTO live_answers (project, ordinal, annotator, sequence, labelled_at) VALUES (?1, ?2, ?3, ?4, ?5)";

    private const string Count = """
        UPDATE project_counters SET label_sequence = label_sequence + ?2, live_labels = live_labels + ?2, settled_items = settled_items + ?2 WHERE project = ?1
        """;

    private const string LastSequence = "SELECT label_sequence FROM project_counters WHERE project = ?1";

    /// <inheritdoc/>
    public double Run(int project, int first, int pairs)
    {
        using var session = SqliteSession.OpenWriter(options, TimeProvider.System);
        var sequence = ReadLast(session, project);
        var probabilities = MemoryMarshal.AsBytes(ItemGrainCallers.Grounds.Probabilities.AsSpan());
        var start = TimeProvider.System.GetTimestamp();
        for (var from = first; from < first + pairs; from += ILoneWriter.Batch)
        {
            var until = Math.Min(from + ILoneWriter.Batch, first + pairs);
            var now = LedgerTime.ToMicroseconds(TimeProvider.System.GetUtcNow());
            session.Begin();
            for (var ordinal = from; ordinal < until; ordinal++)
            {
                var annotator = $"annotator-{ordinal % 1_000}";
                session.Prepare(Hold).Bind(project).Bind(ordinal).Bind(annotator).Bind(now + 300_000_000).Run();
                session.Prepare(InsertLease)
                    .Bind(project).Bind(ordinal).Bind(ordinal * 31L).Bind(annotator).Bind(now).Bind(now + 300_000_000).Bind(probabilities).Run();
            }

            session.Commit();
            session.Begin();
            for (var ordinal = from; ordinal < until; ordinal++)
            {
                var annotator = $"annotator-{ordinal % 1_000}";
                session.Prepare(Close).Bind(project).Bind(ordinal).Run();
                session.Prepare(InsertLabel)
                    .Bind(project).Bind(++sequence).Bind(ordinal).Bind(ordinal * 31L).Bind(annotator).Bind(ordinal % 2).Bind(now).Bind(now).Run();
                session.Prepare(InsertLive).Bind(project).Bind(ordinal).Bind(annotator).Bind(sequence).Bind(now).Run();
            }

            session.Prepare(Count).Bind(project).Bind(until - from).Run();
            session.Commit();
        }

        return pairs / TimeProvider.System.GetElapsedTime(start).TotalSeconds;
    }

    private static long ReadLast(SqliteSession session, int project)
    {
        using var row = session.Prepare(LastSequence).Bind(project);
        return row.Step() ? row.Int64(0) : 0;
    }
}
