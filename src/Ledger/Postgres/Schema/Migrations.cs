using System.Globalization;
using System.Reflection;
using Npgsql;

namespace ActiveLearning.Ledger.Postgres;

/// <summary>
/// Brings a database to the newest schema: numbered scripts, each run once in a transaction of its own, under a lock that one starting silo holds while the others
/// wait. The numbers reached stand in the table <c>ledger_schema</c>.
/// </summary>
internal static class Migrations
{
    private const string Prefix = "postgres-schema/";

    // "ALLG" in ASCII: no other program is likely to take this number.
    private const long Lock = 0x414C4C47;

    private static readonly Assembly Home = typeof(Migrations).Assembly;

    /// <summary>Number of the newest schema.</summary>
    public static int Newest => Scripts().Max(script => script.Number);

    /// <summary>Runs what is missing.</summary>
    /// <returns>The schema's number before and after.</returns>
    /// <exception cref="InvalidOperationException">The database is another program's, or was written by a newer version of this one.</exception>
    public static (int Before, int After) Apply(NpgsqlDataSource source)
    {
        using var connection = source.OpenConnection();

        // Held by the session: it ends with the connection, also when this process is killed half-way.
        Execute(connection, $"SELECT pg_advisory_lock({Lock})", timeoutSeconds: 300);
        try
        {
            return Apply(connection);
        }
        finally
        {
            Execute(connection, $"SELECT pg_advisory_unlock({Lock})");
        }
    }

    /// <summary>The schema's number, which must be this version's: nothing is changed.</summary>
    /// <exception cref="InvalidOperationException">The database is not a ledger, or has another schema.</exception>
    public static int Require(NpgsqlConnection connection)
    {
        if (Scalar(connection, "SELECT to_regclass('ledger_schema') IS NOT NULL") is not true)
        {
            throw new InvalidOperationException("The database is not a ledger.");
        }

        var found = ReadVersion(connection);
        return found == Newest ? found : throw new InvalidOperationException(
            $"The database has schema {found}, this version reads {Newest}. {(found < Newest ? "Start the program on it once, or use the older version." : "Use the newer version that wrote it.")}");
    }

    private static (int Before, int After) Apply(NpgsqlConnection connection)
    {
        var before = ReadVersion(connection);
        if (before > Newest)
        {
            throw new InvalidOperationException(
                $"The database has schema {before}, this version knows up to {Newest}. "
                + "It was written by a newer version: start that one, or restore a backup.");
        }

        foreach (var (number, resource) in Scripts().Where(script => script.Number > before).OrderBy(script => script.Number))
        {
            using var transaction = connection.BeginTransaction();
            Execute(connection, Read(resource));
            Execute(connection, string.Create(CultureInfo.InvariantCulture, $"INSERT INTO ledger_schema (version) VALUES ({number})"));
            transaction.Commit();
        }

        return (before, Newest);
    }

    private static int ReadVersion(NpgsqlConnection connection)
    {
        if (Scalar(connection, "SELECT to_regclass('ledger_schema') IS NOT NULL") is not true)
        {
            if (Scalar(connection, "SELECT EXISTS (SELECT 1 FROM pg_class WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace)") is true)
            {
                throw new InvalidOperationException("The database has tables of another program; name an empty one.");
            }

            Execute(connection, "CREATE TABLE ledger_schema (version integer PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now())");
        }

        return (int)Scalar(connection, "SELECT COALESCE(MAX(version), 0) FROM ledger_schema")!;
    }

    private static IEnumerable<(int Number, string Resource)> Scripts() =>
        from resource in Home.GetManifestResourceNames()
        where resource.StartsWith(Prefix, StringComparison.Ordinal)
        select (int.Parse(resource.AsSpan(Prefix.Length, 4), NumberStyles.None, CultureInfo.InvariantCulture), resource);

    private static string Read(string resource)
    {
        using var reader = new StreamReader(Home.GetManifestResourceStream(resource)!);
        return reader.ReadToEnd();
    }

    private static void Execute(NpgsqlConnection connection, string sql, int timeoutSeconds = 60)
    {
        using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = timeoutSeconds };
        command.ExecuteNonQuery();
    }

    private static object? Scalar(NpgsqlConnection connection, string sql)
    {
        using var command = new NpgsqlCommand(sql, connection);
        return command.ExecuteScalar();
    }
}
