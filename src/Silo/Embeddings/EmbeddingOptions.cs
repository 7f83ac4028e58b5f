using System.ComponentModel.DataAnnotations;

namespace ActiveLearning.Silo.Embeddings;

/// <summary>Settings of the shared cache of embeddings (configuration section <c>Embeddings</c>); it is used where <c>Redis:ConnectionString</c> is set.</summary>
internal sealed class EmbeddingOptions
{
    /// <summary>How long a vector is kept. Default 7 days. Longer: more memory in Redis, about 1 KB a text.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "365.00:00:00")]
    public TimeSpan Life { get; set; } = TimeSpan.FromDays(7);

    /// <summary>How long a batch waits for the cache, 10 ms to 5 s. Default 200 ms. Longer: encoding stands still for longer when Redis hangs.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:00:05")]
    public TimeSpan Patience { get; set; } = TimeSpan.FromMilliseconds(200);
}
