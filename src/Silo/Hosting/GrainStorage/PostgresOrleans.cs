using ActiveLearning.Silo.Hosting.Postgres;

namespace ActiveLearning.Silo.Hosting.GrainStorage;

/// <summary>The tables of Orleans in the shared database: grain storage and, where it is chosen, membership.</summary>
internal static class PostgresOrleans
{
    /// <summary>Orleans' name of the driver.</summary>
    public const string Invariant = "Npgsql";

    private static readonly string[] Scripts = ["postgres-orleans-0001.sql"];

    /// <summary>Brings the tables to the newest version.</summary>
    /// <returns>How to connect to them.</returns>
    public static string Upgrade(string connectionString) => PostgresSchema.Upgrade(connectionString, "orleans", Scripts);
}
