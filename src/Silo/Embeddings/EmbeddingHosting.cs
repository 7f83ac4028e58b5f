using ActiveLearning.Grains.Encoding;
using Microsoft.Extensions.Options;

namespace ActiveLearning.Silo.Embeddings;

/// <summary>The cache of embeddings that silos share.</summary>
internal static class EmbeddingHosting
{
    /// <summary>Adds it where Redis is configured.</summary>
    public static void AddSharedEmbeddings(this WebApplicationBuilder builder)
    {
        if (builder.Configuration["Redis:ConnectionString"] is { Length: > 0 } redis)
        {
            builder.Services.AddOptions<EmbeddingOptions>().BindConfiguration("Embeddings").ValidateDataAnnotations().ValidateOnStart();
            builder.Services.AddSingleton<ISharedEmbeddings>(services => new RedisEmbeddings(
                redis,
                services.GetRequiredService<IOptions<EmbeddingOptions>>().Value,
                services.GetRequiredService<TimeProvider>(),
                services.GetRequiredService<ILogger<RedisEmbeddings>>()));
        }
    }
}
