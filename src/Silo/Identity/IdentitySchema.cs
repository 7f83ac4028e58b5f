using ActiveLearning.Silo.Hosting;
using ActiveLearning.Silo.Hosting.Scripts;
using Microsoft.Data.Sqlite;

namespace ActiveLearning.Silo.Identity;

/// <summary>
/// Brings the identity database to the newest schema with numbered scripts; <c>PRAGMA user_version</c> says how many have run. A change is a new script:
/// those that were released stay as they are.
/// </summary>
internal static class IdentitySchema
{
    private static readonly string[] Scripts = ["0001-identity.sql"];

    /// <summary>Runs what has not run yet, each script in a transaction of its own.</summary>
    /// <exception cref="StartRefusedException">The file was written by a newer version of the program.</exception>
    public static void Upgrade(string connectionString)
    {
        using var connection = new SqliteConnection(connectionString);
        connection.Open();
        Run(connection, "PRAGMA journal_mode = WAL;");
        var version = Version(connection);
        if (version > Scripts.Length)
        {
            throw new StartRefusedException("The identity database was written by a newer version of the program.");
        }

        for (; version < Scripts.Length; version++)
        {
            Run(connection, $"BEGIN IMMEDIATE;\n{EmbeddedScript.Read(Scripts[version])}\nPRAGMA user_version = {version + 1};\nCOMMIT;");
        }
    }

    private static int Version(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA user_version;";
        return Convert.ToInt32(command.ExecuteScalar(), System.Globalization.CultureInfo.InvariantCulture);
    }

    private static void Run(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The text is a script of this program.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }
}
