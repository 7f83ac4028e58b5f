using ActiveLearning.Silo.Hosting;
using ActiveLearning.Silo.Hosting.GrainStorage;
using Microsoft.Data.Sqlite;

namespace ActiveLearning.Silo.Tests.Hosting;

/// <summary>Grain storage in a file.</summary>
public sealed class SqliteGrainStorageTests : GrainStorageContract
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("al-grains-");

    private string File => Path.Combine(_folder.FullName, "grains.db");

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        SqliteConnection.ClearAllPools();
        _folder.Delete(recursive: true);
    }

    private protected override void AddStorage(ISiloBuilder silo) => silo.AddGrainStorage(File, new Stores(Postgres: null));

    private protected override async Task<object?> CountRowsAsync()
    {
        await using var connection = new SqliteConnection($"Data Source={File};Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM OrleansStorage;";
        return await command.ExecuteScalarAsync();
    }
}
