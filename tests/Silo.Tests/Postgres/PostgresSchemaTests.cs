using ActiveLearning.Contracts.Api;
using ActiveLearning.Harness;
using ActiveLearning.Silo.Hosting;
using ActiveLearning.Silo.Hosting.GrainStorage;
using ActiveLearning.Silo.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace ActiveLearning.Silo.Tests.Postgres;

/// <summary>The parts of the shared database beside the ledger.</summary>
[Collection(nameof(SharedServer))]
public sealed class PostgresSchemaTests(PostgresServer server)
{
    [Fact]
    public async Task Silos_that_start_at_once_run_each_script_once()
    {
        var database = await server.CreateDatabaseAsync();

        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => PostgresOrleans.Upgrade(database))));

        Assert.Equal(1L, await ScalarAsync(database, "SELECT count(*) FROM orleans.schema_version"));
    }

    [Fact]
    public async Task A_database_of_a_newer_version_is_refused()
    {
        var database = await server.CreateDatabaseAsync();
        PostgresOrleans.Upgrade(database);
        await ScalarAsync(database, "INSERT INTO orleans.schema_version (version) VALUES (99)");

        var refused = Assert.Throws<StartRefusedException>(() => PostgresOrleans.Upgrade(database));

        Assert.Contains("newer version", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_script_of_accounts_has_every_column_of_the_model()
    {
        var scripted = await server.CreateDatabaseAsync();
        await using var services = Services(scripted);
        var modelled = await server.CreateDatabaseAsync();
        await using var model = new IdentityDatabase(new DbContextOptionsBuilder<IdentityDatabase>().UseNpgsql(modelled).Options);
        await model.Database.EnsureCreatedAsync();

        Assert.Equal(await ColumnsAsync(modelled, "public"), await ColumnsAsync(scripted, "accounts"));
    }

    [Fact]
    public async Task Accounts_keys_and_invitations_are_written_found_by_time_and_read_back()
    {
        var now = new DateTimeOffset(2026, 5, 4, 10, 0, 0, TimeSpan.Zero).AddMicroseconds(123_456);
        await using var services = Services(await server.CreateDatabaseAsync());
        await using (var scope = services.CreateAsyncScope())
        {
            var writing = scope.ServiceProvider.GetRequiredService<IdentityDatabase>();
            writing.Users.Add(new Person { UserName = "ann", NormalizedUserName = "ANN", Role = Roles.Owner, CreatedAt = now, LockoutEnd = now });
            writing.ApiKeys.Add(new StoredKey { Hash = [1, 2], Name = "k", Role = Roles.Annotator, Annotator = "ann", CreatedAt = now });
            writing.Invitations.Add(new StoredInvitation { Hash = [3], Name = "bob", NormalizedName = "BOB", Role = Roles.Admin, CreatedBy = "ann", ExpiresAt = now });
            await writing.SaveChangesAsync();
        }

        await using var reading = services.CreateAsyncScope();
        var database = reading.ServiceProvider.GetRequiredService<IdentityDatabase>();

        Assert.Equal(now, (await database.Users.SingleAsync()).LockoutEnd);
        Assert.Equal([1, 2], (await database.ApiKeys.SingleAsync(k => k.RevokedAt == null)).Hash);
        Assert.True(await database.Invitations.AnyAsync(i => i.ExpiresAt > now.AddSeconds(-1)));
        Assert.False(await database.Invitations.AnyAsync(i => i.ExpiresAt > now));
    }

    private static ServiceProvider Services(string database)
    {
        var services = new ServiceCollection();
        services.AddAccountStore(data: null!, new Stores(database));
        return services.BuildServiceProvider();
    }

    private static async Task<IReadOnlyList<string>> ColumnsAsync(string database, string schema)
    {
        await using var connection = new NpgsqlConnection(database + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(
            """
            SELECT table_name || ' ' || column_name || ' ' || data_type || ' ' || is_nullable || ' ' || is_identity
            FROM information_schema.columns WHERE table_schema = @schema AND table_name <> 'schema_version' ORDER BY 1
            """,
            connection);
        command.Parameters.AddWithValue("schema", schema);
        var columns = new List<string>();
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            columns.Add(reader.GetString(0));
        }

        return columns;
    }

    private static async Task<object?> ScalarAsync(string database, string sql)
    {
        await using var connection = new NpgsqlConnection(database + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }
}
