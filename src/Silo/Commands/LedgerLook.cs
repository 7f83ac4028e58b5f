using System.Diagnostics;
using ActiveLearning.Ledger;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace ActiveLearning.Silo.Commands;

/// <summary>The ledger: whether it can be read, its database's version, its schema, and how far its clock is from this machine's.</summary>
internal static class LedgerLook
{
    // Leases run by the database's clock; pages count them down by this machine's.
    private static readonly TimeSpan NoticeableSkew = TimeSpan.FromSeconds(1);

    /// <summary>Looks.</summary>
    public static IReadOnlyList<Diagnosis> Look(IConfiguration configuration)
    {
        var where = StoredLedger.Describe(configuration);
        var postgres = StoredLedger.PostgresConnection(configuration);
        if (postgres is null && !File.Exists(StoredLedger.DataFile(configuration)))
        {
            return [Diagnosis.Good("SQLite", SqliteVersion()), Diagnosis.Doubtful("ledger", $"{where} is not there yet; the first start makes it"), Clock(TimeProvider.System.GetUtcNow(), null)];
        }

        var found = new List<Diagnosis>();
        if (postgres is null)
        {
            found.Add(Diagnosis.Good("SQLite", SqliteVersion()));
            found.Add(Clock(TimeProvider.System.GetUtcNow(), null));
        }
        else
        {
            found.AddRange(Server(postgres));
        }

        found.Add(Schema(configuration, where));
        return found;
    }

    private static Diagnosis Schema(IConfiguration configuration, string where)
    {
        try
        {
            using var snapshot = StoredLedger.Open(configuration);
            return Diagnosis.Good("ledger", $"{where}, schema {snapshot.Schema}");
        }
        catch (Exception wrong) when (wrong is LedgerUnavailableException or InvalidOperationException)
        {
            return Diagnosis.Broken("ledger", $"{where}: {wrong.Message}");
        }
    }

    private static IEnumerable<Diagnosis> Server(string connectionString)
    {
        using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, Timeout = 3, CommandTimeout = 3 }.ConnectionString);
        connection.Open();
        using var command = new NpgsqlCommand("SELECT clock_timestamp()", connection);

        // The first call also plans; the second one times the way.
        command.ExecuteScalar();
        var started = Stopwatch.GetTimestamp();
        var there = new DateTimeOffset((DateTime)command.ExecuteScalar()!, TimeSpan.Zero);
        var way = Stopwatch.GetElapsedTime(started);
        yield return Diagnosis.Good("PostgreSQL", $"server {connection.PostgreSqlVersion}, {way.TotalMilliseconds:0.00} ms away");
        yield return Clock(TimeProvider.System.GetUtcNow() - (way / 2), there);
    }

    private static Diagnosis Clock(DateTimeOffset here, DateTimeOffset? there)
    {
        if (there is not { } database)
        {
            return Diagnosis.Good("clock", $"{here:yyyy-MM-ddTHH:mm:ss.fffZ}; leases run by it");
        }

        var skew = here - database;
        var told = $"{here:yyyy-MM-ddTHH:mm:ss.fffZ}, {skew.TotalMilliseconds:+0.0;-0.0} ms from the database's, which leases run by";
        return skew.Duration() > NoticeableSkew ? Diagnosis.Doubtful("clock", told) : Diagnosis.Good("clock", told);
    }

    private static string SqliteVersion()
    {
        using var connection = new SqliteConnection("Data Source=:memory:");
        connection.Open();
        return connection.ServerVersion;
    }
}
