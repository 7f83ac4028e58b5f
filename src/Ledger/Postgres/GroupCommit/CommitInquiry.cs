using Npgsql;

namespace ActiveLearning.Ledger.Postgres;

/// <summary>
/// Asks the server how a transaction ended whose COMMIT got no answer. PostgreSQL keeps the fate of every transaction, also over a crash, so one question answers for
/// all operations of the batch, the refused ones included.
/// </summary>
internal sealed class CommitInquiry(NpgsqlDataSource source, TimeSpan patience)
{
    private static readonly TimeSpan BetweenAttempts = TimeSpan.FromMilliseconds(100);

    /// <summary>Whether the transaction was committed; null when the server could not be asked in time.</summary>
    public bool? WasCommitted(string transactionId)
    {
        using var pause = new ManualResetEventSlim();
        var start = TimeProvider.System.GetTimestamp();
        do
        {
            switch (Ask(transactionId))
            {
                case "committed":
                    return true;
                case "aborted":
                    return false;
                default:
                    // Still starting, or the old connection's process has not noticed yet.
                    pause.Wait(BetweenAttempts);
                    break;
            }
        }
        while (TimeProvider.System.GetElapsedTime(start) < patience);
        return null;
    }

    private string? Ask(string transactionId)
    {
        try
        {
            using var connection = source.OpenConnection();
            using var command = new NpgsqlCommand("SELECT pg_xact_status($1::text::xid8)", connection);
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = transactionId });
            return command.ExecuteScalar() as string;
        }
        catch (NpgsqlException)
        {
            return null;
        }
    }
}
