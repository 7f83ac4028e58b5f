using ActiveLearning.Harness;
using ActiveLearning.Silo.Hosting;
using ActiveLearning.Silo.Hosting.GrainStorage;
using ActiveLearning.Silo.Tests.Hosting;
using Npgsql;

namespace ActiveLearning.Silo.Tests.Postgres;

/// <summary>Grain storage in the database that silos share.</summary>
[Collection(nameof(SharedServer))]
public sealed class PostgresGrainStorageTests(PostgresServer server) : GrainStorageContract
{
    private string _database = "";

    public override async Task InitializeAsync()
    {
        _database = await server.CreateDatabaseAsync();
        await base.InitializeAsync();
    }

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        await server.DropDatabaseAsync(_database);
    }

    private protected override void AddStorage(ISiloBuilder silo) => silo.AddGrainStorage(file: "", new Stores(_database));

    private protected override async Task<object?> CountRowsAsync()
    {
        await using var connection = new NpgsqlConnection(_database + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("SELECT count(*) FROM orleans.OrleansStorage", connection);
        return await command.ExecuteScalarAsync();
    }
}
