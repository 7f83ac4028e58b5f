using Npgsql;

namespace ActiveLearning.Ledger.Postgres;

/// <summary>
/// Asks the server how a transaction ended whose COMMIT got no answer. Its mark stands or falls with all that it wrote, also over a crash and on a server that takes over, so one question
/// answers for all operations of the batch, the refused ones included.
/// </summary>
internal sealed class CommitInquiry(NpgsqlDataSource source, TimeSpan patience)
{
    // Writes where it only has to read: it must wait until the old transaction is over, also when that is the first of its connection, of which no row is to be seen yet.
    private const string Question = """
        INSERT INTO last_commits AS mark (writer, batch, at) VALUES ($1, 0, clock_timestamp())
        ON CONFLICT (writer) DO UPDATE SET at = EXCLUDED.at
        RETURNING mark.batch
        """;

    private static readonly TimeSpan BetweenAttempts = TimeSpan.FromMilliseconds(100);

    /// <summary>Whether the marked transaction was committed; null when the server could not say in time.</summary>
    public bool? WasCommitted(CommitMark mark)
    {
        using var pause = new ManualResetEventSlim();
        var start = TimeProvider.System.GetTimestamp();
        do
        {
            var left = patience - TimeProvider.System.GetElapsedTime(start);
            if (Ask(mark.Writer, left) is { } last)
            {
                return last == mark.Batch;
            }

            pause.Wait(BetweenAttempts);
        }
        while (TimeProvider.System.GetElapsedTime(start) < patience);
        return null;
    }

    private long? Ask(Guid writer, TimeSpan wait)
    {
        try
        {
            using var connection = source.OpenConnection();
            using var command = new NpgsqlCommand(Question, connection) { CommandTimeout = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)) };
            command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = writer });
            return (long)command.ExecuteScalar()!;
        }
        catch (NpgsqlException)
        {
            // Still starting, or the old connection's process has not noticed yet.
            return null;
        }
    }
}
