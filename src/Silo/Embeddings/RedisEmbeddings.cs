using System.Runtime.InteropServices;
using ActiveLearning.Grains.Encoding;
using StackExchange.Redis;

namespace ActiveLearning.Silo.Embeddings;

/// <summary>
/// Vectors of all silos in Redis, as half floats by content hash and encoder version. Never the only copy, and never waited for longer than a moment: after a failure it is
/// left alone for a while, and texts are encoded as without it.
/// </summary>
internal sealed partial class RedisEmbeddings : ISharedEmbeddings, IDisposable
{
    private static readonly TimeSpan AloneAfterFailure = TimeSpan.FromSeconds(5);

    private readonly ConnectionMultiplexer _redis;
    private readonly EmbeddingOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<RedisEmbeddings> _logger;
    private long _closedUntilTicks;

    /// <summary>Connects, or goes on trying in the background.</summary>
    public RedisEmbeddings(string connectionString, EmbeddingOptions options, TimeProvider time, ILogger<RedisEmbeddings> logger)
    {
        var redis = ConfigurationOptions.Parse(connectionString);
        redis.AbortOnConnectFail = false;
        redis.BacklogPolicy = BacklogPolicy.FailFast;
        redis.SyncTimeout = redis.AsyncTimeout = (int)options.Patience.TotalMilliseconds;
        redis.ConnectTimeout = 1_000;
        redis.ClientName = "active-learning-embeddings";
        _redis = ConnectionMultiplexer.Connect(redis);
        _options = options;
        _time = time;
        _logger = logger;
    }

    /// <inheritdoc/>
    public IEmbeddingCache ForEncoder(string encoderVersion, int dimensions) => new Part(this, encoderVersion, dimensions);

    /// <inheritdoc/>
    public void Dispose() => _redis.Dispose();

    /// <summary>Asks Redis, unless it failed a moment ago; null when it did not answer.</summary>
    private T? Ask<T>(Func<IDatabase, T> ask)
        where T : class
    {
        if (!_redis.IsConnected || _time.GetUtcNow().UtcTicks < Volatile.Read(ref _closedUntilTicks))
        {
            return null;
        }

        try
        {
            return ask(_redis.GetDatabase());
        }
        catch (Exception failure) when (failure is RedisException or TimeoutException or ObjectDisposedException)
        {
            Volatile.Write(ref _closedUntilTicks, (_time.GetUtcNow() + AloneAfterFailure).UtcTicks);
            LogLeftAlone(failure.Message, AloneAfterFailure);
            return null;
        }
    }

    [LoggerMessage(LogLevel.Warning, "The shared cache of embeddings did not answer ({Reason}); texts are encoded here for {Pause}")]
    private partial void LogLeftAlone(string reason, TimeSpan pause);

    private sealed class Part(RedisEmbeddings shared, string encoderVersion, int dimensions) : IEmbeddingCache
    {
        public int[] Fill(IReadOnlyList<string> texts, Span<float> vectors)
        {
            RedisKey[] keys = [.. texts.Select(KeyOf)];
            var found = shared.Ask(redis => redis.StringGet(keys));
            var missing = new List<int>();
            for (var i = 0; i < texts.Count; i++)
            {
                // A value of another length is not ours: it is overwritten later.
                if (found is null || (byte[]?)found[i] is not { } bytes || bytes.Length != dimensions * sizeof(ushort))
                {
                    missing.Add(i);
                    continue;
                }

                System.Numerics.Tensors.TensorPrimitives.ConvertToSingle(
                    MemoryMarshal.Cast<byte, Half>(bytes), vectors.Slice(i * dimensions, dimensions));
            }

            return [.. missing];
        }

        public void Add(IReadOnlyList<string> texts, ReadOnlySpan<float> vectors)
        {
            var halves = new Half[vectors.Length];
            System.Numerics.Tensors.TensorPrimitives.ConvertToHalf(vectors, halves);
            shared.Ask(redis =>
            {
                for (var i = 0; i < texts.Count; i++)
                {
                    var value = MemoryMarshal.AsBytes(halves.AsSpan(i * dimensions, dimensions)).ToArray();
                    redis.StringSet(KeyOf(texts[i]), value, shared._options.Life, flags: CommandFlags.FireAndForget);
                }

                return redis;
            });
        }

        private RedisKey KeyOf(string text) => $"active-learning:embedding:{encoderVersion}:{ContentKey.Of(text):x32}";
    }
}
