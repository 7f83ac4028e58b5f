using System.Text.Json;
using System.Text.Json.Serialization;

namespace ActiveLearning.Silo.Api;

/// <summary>How everything on the wire is written: camelCase, enums as words, times with six decimals. API, hubs and export share it.</summary>
internal static class ApiJson
{
    /// <summary>The options, for writers that are not given any.</summary>
    public static JsonSerializerOptions Options { get; } = Create();

    /// <summary>Sets options up.</summary>
    public static void Apply(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        options.PropertyNameCaseInsensitive = false;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.AllowDuplicateProperties = false;
        options.Converters.Add(new UtcMicrosecondConverter());
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false));
    }

    private static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web);
        Apply(options);
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }
}
