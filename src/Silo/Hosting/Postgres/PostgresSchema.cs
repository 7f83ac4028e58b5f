using System.Globalization;
using ActiveLearning.Silo.Hosting.Scripts;
using Npgsql;

namespace ActiveLearning.Silo.Hosting.Postgres;

/// <summary>
/// One part of the shared database, in a PostgreSQL schema of its own beside the ledger's. Brought to the newest version by numbered scripts, each run once in a
/// transaction of its own, under a lock that one starting silo holds while the others wait.
/// </summary>
internal static class PostgresSchema
{
    // "ALSC" in ASCII: no other program is likely to take this number.
    private const long Lock = 0x414C5343;

    /// <summary>Runs the scripts that have not run yet.</summary>
    /// <param name="connectionString">The database.</param>
    /// <param name="schema">Name of the part: a constant of this program.</param>
    /// <param name="scripts">File names of the scripts in order; those that were released stay as they are.</param>
    /// <returns>How to connect so that names without a schema mean this part.</returns>
    /// <exception cref="StartRefusedException">The part was written by a newer version of the program, or the database can't be reached.</exception>
    public static string Upgrade(string connectionString, string schema, IReadOnlyList<string> scripts)
    {
        var part = new NpgsqlConnectionStringBuilder(connectionString) { SearchPath = schema, ApplicationName = $"active learning {schema}" };
        try
        {
            using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(part.ConnectionString) { Pooling = false }.ConnectionString);
            connection.Open();
            Run(connection, string.Create(CultureInfo.InvariantCulture, $"SELECT pg_advisory_lock({Lock})"), timeoutSeconds: 300);
            Run(connection, $"CREATE SCHEMA IF NOT EXISTS {schema}");
            Run(connection, "CREATE TABLE IF NOT EXISTS schema_version (version integer PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now())");
            var version = Version(connection);
            if (version > scripts.Count)
            {
                throw new StartRefusedException(
                    $"The schema {schema} of the database was written by a newer version of the program ({version}; this one knows up to {scripts.Count}).");
            }

            for (; version < scripts.Count; version++)
            {
                using var transaction = connection.BeginTransaction();
                Run(connection, EmbeddedScript.Read(scripts[version]));
                Run(connection, string.Create(CultureInfo.InvariantCulture, $"INSERT INTO schema_version (version) VALUES ({version + 1})"));
                transaction.Commit();
            }
        }
        catch (NpgsqlException failure)
        {
            throw new StartRefusedException($"The schema {schema} of the database can't be made or read: {failure.Message}", failure);
        }

        return part.ConnectionString;
    }

    private static int Version(NpgsqlConnection connection)
    {
        using var command = new NpgsqlCommand("SELECT COALESCE(MAX(version), 0) FROM schema_version", connection);
        return (int)command.ExecuteScalar()!;
    }

    private static void Run(NpgsqlConnection connection, string sql, int timeoutSeconds = 60)
    {
#pragma warning disable CA2100 // The text is a script or a constant of this program.
        using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = timeoutSeconds };
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }
}
