using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using ActiveLearning.Contracts;

namespace ActiveLearning.Ledger;

/// <summary>How the ledger writes JSON columns. Property names are stored: add properties, never rename them.</summary>
[JsonSerializable(typeof(DatasetStandard))]
[JsonSerializable(typeof(ModelMetrics))]
[JsonSerializable(typeof(Dictionary<string, string>))]
[JsonSerializable(typeof(IReadOnlyDictionary<string, string>))]
[JsonSerializable(typeof(IReadOnlyList<int>))]
internal sealed partial class LedgerJson : JsonSerializerContext
{
    /// <summary>The context that keeps letters of every script as they are: the columns are read by people too.</summary>
    public static LedgerJson Columns { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
