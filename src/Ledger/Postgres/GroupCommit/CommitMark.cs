using System.Security.Cryptography;
using Npgsql;

namespace ActiveLearning.Ledger.Postgres;

/// <summary>
/// What a writer's connection leaves in each of its transactions, so that it can be asked for afterwards: the batch's number, in a row of this connection. The server's own number of a
/// transaction would not do. What is in no log yet when the server crashes gives its number up, another transaction gets it, and <c>pg_xact_status</c> then answers for that one.
/// </summary>
internal sealed class CommitMark
{
    private const string Write = """
        INSERT INTO last_commits AS mark (writer, batch, at) VALUES ($1, $2, clock_timestamp())
        ON CONFLICT (writer) DO UPDATE SET batch = EXCLUDED.batch, at = EXCLUDED.at
        RETURNING (extract(epoch FROM mark.at) * 1000000)::bigint
        """;

    // Longer than any inquiry may take.
    private const string DeleteOld = "DELETE FROM last_commits WHERE at < clock_timestamp() - interval '1 day'";

    /// <summary>Names the connection.</summary>
    public Guid Writer { get; } = new(RandomNumberGenerator.GetBytes(16));

    /// <summary>Number of the batch that was begun last; they ascend.</summary>
    public long Batch { get; private set; }

    /// <summary>Adds the next batch's mark to a trip; its one row is the database's clock in microseconds since 1970 UTC.</summary>
    public void AddTo(NpgsqlBatch trip) => trip.Add(Write, Writer, ++Batch);

    /// <summary>Removes the marks of connections that have long been closed.</summary>
    public static void RemoveOld(NpgsqlDataSource source)
    {
        using var command = source.CreateCommand(DeleteOld);
        command.ExecuteNonQuery();
    }
}
