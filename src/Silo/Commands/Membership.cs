using Npgsql;
using StackExchange.Redis;

namespace ActiveLearning.Silo.Commands;

/// <summary>The list of silos, as <c>Cluster:Membership</c> keeps it.</summary>
internal static class Membership
{
    private const string FindTable = "SELECT quote_ident(table_schema) || '.' || quote_ident(table_name) FROM information_schema.tables WHERE lower(table_name) = 'orleansmembershiptable'";

    /// <summary>Reads it: one line a silo that is not dead, and how many are.</summary>
    public static async Task<IReadOnlyList<Diagnosis>> LookAsync(IConfiguration configuration, CancellationToken cancellationToken)
    {
        var cluster = configuration["Cluster:ClusterId"] is { Length: > 0 } named ? named : "active-learning";
        return configuration["Cluster:Membership"] switch
        {
            null or "" or "alone" => [Diagnosis.Good("membership", "alone: one process is the whole cluster")],
            "postgresql" when StoredLedger.PostgresConnection(configuration) is { } connection => await ReadPostgresAsync(connection, cluster, cancellationToken),
            "redis" when configuration["Redis:ConnectionString"] is { Length: > 0 } connection => await ReadRedisAsync(connection, cluster),
            _ => [Diagnosis.Broken("membership", "Cluster:Membership must be alone, postgresql with Ledger:Provider=postgresql, or redis with Redis:ConnectionString")],
        };
    }

    private static async Task<IReadOnlyList<Diagnosis>> ReadPostgresAsync(string connectionString, string cluster, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, Timeout = 3, CommandTimeout = 3 }.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        await using var find = new NpgsqlCommand(FindTable, connection);
        if (await find.ExecuteScalarAsync(cancellationToken) is not string table)
        {
            return [Diagnosis.Doubtful("membership", "the database has no list of silos yet; the first start makes it")];
        }

#pragma warning disable CA2100 // The name comes quoted from the database's own catalogue.
        await using var read = new NpgsqlCommand($"SELECT siloname, address, port, status, iamalivetime FROM {table} WHERE deploymentid = $1 ORDER BY siloname", connection);
#pragma warning restore CA2100
        read.Parameters.AddWithValue(cluster);
        await using var rows = await read.ExecuteReaderAsync(cancellationToken);
        var silos = new List<(SiloStatus Status, string Told)>();
        while (await rows.ReadAsync(cancellationToken))
        {
            var status = (SiloStatus)rows.GetInt32(3);
            silos.Add((status, $"{rows.GetString(0)} at {rows.GetString(1)}:{rows.GetInt32(2)} is {status}, last told at {rows.GetDateTime(4):yyyy-MM-ddTHH:mm:ssZ}"));
        }

        return Tell(silos);
    }

    // The provider's own layout: a hash of silo addresses, each with its entry as JSON.
    private static async Task<IReadOnlyList<Diagnosis>> ReadRedisAsync(string connectionString, string cluster)
    {
        await using var redis = await ConnectionMultiplexer.ConnectAsync(connectionString);
        var silos = new List<(SiloStatus, string)>();
        foreach (var entry in await redis.GetDatabase().HashGetAllAsync($"active-learning/members/{cluster}"))
        {
            if (entry.Name != "Version")
            {
                var json = System.Text.Json.JsonElement.Parse(entry.Value.ToString());
                var stored = json.GetProperty("Status");
                var status = stored.ValueKind == System.Text.Json.JsonValueKind.Number ? (SiloStatus)stored.GetInt32() : Enum.Parse<SiloStatus>(stored.GetString()!);
                silos.Add((status, $"{json.GetProperty("SiloName")} at {entry.Name} is {status}, last told at {json.GetProperty("IAmAliveTime")}"));
            }
        }

        return Tell(silos);
    }

    private static IReadOnlyList<Diagnosis> Tell(List<(SiloStatus Status, string Told)> silos)
    {
        var dead = silos.Count(silo => silo.Status == SiloStatus.Dead);
        Diagnosis[] lines = [.. from silo in silos where silo.Status != SiloStatus.Dead select Diagnosis.Good("silo", silo.Told)];
        return lines.Length == 0
            ? [Diagnosis.Doubtful("membership", $"no silo is listed as living, {dead} as dead")]
            : [Diagnosis.Good("membership", $"{lines.Length} living, {dead} dead"), .. lines];
    }
}
