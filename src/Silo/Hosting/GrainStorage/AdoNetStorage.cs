using Microsoft.Extensions.Options;
using Orleans.Storage;

namespace ActiveLearning.Silo.Hosting.GrainStorage;

/// <summary>Orleans' ADO.NET grain storage, for low-rate state: project settings, annotator preferences.</summary>
internal static class AdoNetStorage
{
    /// <summary>Name under which grains ask for it; it is also the default storage.</summary>
    public const string Name = "grains";

    /// <summary>Adds the storage in the shared database, or where there is none in this SQLite file, and makes its tables.</summary>
    public static void AddGrainStorage(this ISiloBuilder silo, string file, Stores stores)
    {
        if (stores.Postgres is { } shared)
        {
            silo.AddGrainStorage(PostgresOrleans.Invariant, PostgresOrleans.Upgrade(shared));
        }
        else
        {
            silo.AddGrainStorage(SqliteGrainStorage.Invariant, SqliteGrainStorage.Create(file));
        }
    }

    private static void AddGrainStorage(this ISiloBuilder silo, string invariant, string connection)
    {
        foreach (var name in (string[])[Name, "Default"])
        {
            silo.AddAdoNetGrainStorage(name, (OptionsBuilder<Orleans.Configuration.AdoNetGrainStorageOptions> options) =>
                options.Configure<Orleans.Serialization.Serializer>((o, serializer) =>
                {
                    o.Invariant = invariant;
                    o.ConnectionString = connection;

                    // Aliases and numbered fields outlive the names of classes; JSON would store the names.
                    o.GrainStorageSerializer = new OrleansGrainStorageSerializer(serializer);
                }));
        }
    }
}
