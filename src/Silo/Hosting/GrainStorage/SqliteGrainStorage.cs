using System.Data.Common;
using ActiveLearning.Silo.Hosting.Scripts;
using Microsoft.Data.Sqlite;

namespace ActiveLearning.Silo.Hosting.GrainStorage;

/// <summary>The tables of grain storage in a SQLite file of their own.</summary>
internal static class SqliteGrainStorage
{
    /// <summary>Orleans knows SQLite only under the name of another driver.</summary>
    public const string Invariant = "System.Data.SQLite";

    /// <summary>Makes the tables where they are missing.</summary>
    /// <returns>How to connect to them.</returns>
    public static string Create(string file)
    {
        var connectionString = new SqliteConnectionStringBuilder { DataSource = file, DefaultTimeout = 10 }.ToString();
        DbProviderFactories.RegisterFactory(Invariant, SqliteFactory.Instance);
        using var connection = new SqliteConnection(connectionString);
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA journal_mode = WAL;";
        command.ExecuteNonQuery();
        command.CommandText = EmbeddedScript.Read("sqlite-grain-storage.sql");
        command.ExecuteNonQuery();
        return connectionString;
    }
}
