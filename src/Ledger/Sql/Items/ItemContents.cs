using System.Text.Json;
using ActiveLearning.Contracts;

namespace ActiveLearning.Ledger.Sql;

/// <summary>Attributes as a JSON column.</summary>
internal static class ItemContents
{
    /// <summary>Writes the column.</summary>
    public static string WriteAttributes(IReadOnlyDictionary<string, string> attributes) =>
        attributes.Count == 0 ? "{}" : JsonSerializer.Serialize(attributes, LedgerJson.Columns.IReadOnlyDictionaryStringString);

    /// <summary>Reads the column.</summary>
    public static IReadOnlyDictionary<string, string> ReadAttributes(ReadOnlySpan<byte> json) =>
        json.Length <= 2 ? Empty : JsonSerializer.Deserialize(json, LedgerJson.Columns.DictionaryStringString) ?? Empty;

    /// <summary>Reads the column and adds what the text itself says.</summary>
    public static IReadOnlyDictionary<string, string> WithDetected(ReadOnlySpan<byte> json, string text)
    {
        var own = ReadAttributes(json);
        return own.ContainsKey(DetectedScript.Attribute)
            ? own
            : new Dictionary<string, string>(own, StringComparer.Ordinal) { [DetectedScript.Attribute] = DetectedScript.Of(text).ToString() };
    }

    private static readonly Dictionary<string, string> Empty = [];
}
