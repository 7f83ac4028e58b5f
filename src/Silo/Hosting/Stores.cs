using Npgsql;

namespace ActiveLearning.Silo.Hosting;

/// <summary>
/// Where the truth is: files of one process (<c>Ledger:Provider=sqlite</c>, the default), or one PostgreSQL database that every silo of a cluster shares
/// (<c>postgresql</c> with <c>Ledger:ConnectionString</c>). In both the ledger, grain storage, accounts and cookie keys go together.
/// </summary>
/// <param name="Postgres">How to connect to the shared database; null where each process keeps files.</param>
internal sealed record Stores(string? Postgres)
{
    /// <summary>Reads what was configured.</summary>
    /// <exception cref="StartRefusedException">The provider is unknown, or its connection string is missing or malformed.</exception>
    public static Stores Choose(IConfiguration configuration)
    {
        switch (configuration["Ledger:Provider"])
        {
            case null or "" or "sqlite":
                return new Stores(Postgres: null);
            case "postgresql" when configuration["Ledger:ConnectionString"] is { Length: > 0 } connection:
                try
                {
                    return new Stores(new NpgsqlConnectionStringBuilder(connection).ConnectionString);
                }
                catch (ArgumentException malformed)
                {
                    // The text may hold a password: it is not repeated.
                    throw new StartRefusedException("Ledger:ConnectionString can't be read: Host=...;Database=...;Username=...;Password=...", malformed);
                }

            case "postgresql":
                throw new StartRefusedException("Ledger:Provider is postgresql, so Ledger:ConnectionString must say where: Host=...;Database=...;Username=...;Password=...");
            case var other:
                throw new StartRefusedException($"Ledger:Provider must be sqlite or postgresql; it is {other}.");
        }
    }

    /// <summary>Runs work while no other silo of the cluster runs work under the same number; at once where one process has its files to itself.</summary>
    /// <param name="number">What the work is, the same in every silo.</param>
    /// <param name="work">The work.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public async Task OneAtATimeAsync(long number, Func<Task> work, CancellationToken cancellationToken)
    {
        if (Postgres is null)
        {
            await work();
            return;
        }

        // A connection of its own: the lock ends with it, also when this process is killed.
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(Postgres) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand("SELECT pg_advisory_lock(@number)", connection) { CommandTimeout = 300 };
        command.Parameters.AddWithValue("number", number);
        await command.ExecuteNonQueryAsync(cancellationToken);

        // Not here: the answer came on the thread that waits for sockets (InlineSockets), and work that waits for the database itself would wait for that thread.
        // With one processor there is no other.
        await Task.Run(work, cancellationToken);
    }
}
