using System.Text.Json;
using System.Text.Json.Serialization;

namespace ActiveLearning.Dashboard.Api;

/// <summary>How the API and the hubs write JSON: camelCase names, enums as camelCase words.</summary>
public static class ApiJson
{
    /// <summary>Options for every read and write.</summary>
    public static JsonSerializerOptions Options { get; } = Apply(new JsonSerializerOptions(JsonSerializerDefaults.Web));

    /// <summary>Adds the same rules to somebody else's options.</summary>
    public static JsonSerializerOptions Apply(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase));
        return options;
    }
}
