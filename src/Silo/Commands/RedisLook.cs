using StackExchange.Redis;

namespace ActiveLearning.Silo.Commands;

/// <summary>Whether Redis answers. Without it nothing is lost, so its absence is worth a look and breaks nothing.</summary>
internal static class RedisLook
{
    private const int PatienceMs = 2_000;

    /// <summary>Asks it, where one is configured.</summary>
    public static async Task<IReadOnlyList<Diagnosis>> LookAsync(IConfiguration configuration)
    {
        if (configuration["Redis:ConnectionString"] is not { Length: > 0 } connection)
        {
            return [Diagnosis.Good("Redis", "not configured: broadcasts and vectors stay within each silo")];
        }

        var options = ConfigurationOptions.Parse(connection);
        (options.ConnectTimeout, options.AsyncTimeout, options.ConnectRetry) = (PatienceMs, PatienceMs, 1);
        try
        {
            await using var redis = await ConnectionMultiplexer.ConnectAsync(options);
            var away = await redis.GetDatabase().PingAsync();
            var server = redis.GetServer(redis.GetEndPoints()[0]);
            return [Diagnosis.Good("Redis", $"server {server.Version}, {away.TotalMilliseconds:0.00} ms away")];
        }
        catch (RedisException unreachable)
        {
            // The message may repeat what it was told to connect with.
            return [Diagnosis.Doubtful("Redis", $"no answer ({unreachable.GetType().Name}): live views are told less, no label waits for it")];
        }
    }
}
