namespace ActiveLearning.Dashboard.Annotate;

/// <summary>Writes an item's attributes for the line above it: languages by name, everything else as "name: value".</summary>
public static class AttributeWords
{
    private const int Most = 5;

    private static readonly Dictionary<string, string> Languages = new(StringComparer.OrdinalIgnoreCase)
    {
        ["ar"] = "Arabic",
        ["cs"] = "Czech",
        ["da"] = "Danish",
        ["de"] = "German",
        ["el"] = "Greek",
        ["en"] = "English",
        ["es"] = "Spanish",
        ["fi"] = "Finnish",
        ["fr"] = "French",
        ["he"] = "Hebrew",
        ["hi"] = "Hindi",
        ["hu"] = "Hungarian",
        ["id"] = "Indonesian",
        ["it"] = "Italian",
        ["ja"] = "Japanese",
        ["ko"] = "Korean",
        ["nl"] = "Dutch",
        ["no"] = "Norwegian",
        ["pl"] = "Polish",
        ["pt"] = "Portuguese",
        ["ro"] = "Romanian",
        ["ru"] = "Russian",
        ["sv"] = "Swedish",
        ["th"] = "Thai",
        ["tr"] = "Turkish",
        ["uk"] = "Ukrainian",
        ["vi"] = "Vietnamese",
        ["zh"] = "Chinese",
    };

    /// <summary>The first five attributes in words.</summary>
    public static IReadOnlyList<string> Line(IReadOnlyDictionary<string, string> attributes) =>
        [.. attributes.OrderBy(Rank).ThenBy(pair => pair.Key, StringComparer.Ordinal).Take(Most).Select(pair => Words(pair.Key, pair.Value))];

    /// <summary>One attribute in words.</summary>
    public static string Words(string name, string value) => name switch
    {
        "lang" or "language" => Languages.GetValueOrDefault(value, value),
        "surface" => value.Length == 0 ? value : char.ToUpperInvariant(value[0]) + value[1..],
        _ => $"{name}: {value}",
    };

    /// <summary>The value alone, for a column under its attribute's name.</summary>
    public static string Value(string name, string value) => name is "lang" or "language" ? Languages.GetValueOrDefault(value, value) : value;

    private static int Rank(KeyValuePair<string, string> pair) => pair.Key switch
    {
        "lang" or "language" => 0,
        "surface" => 1,
        _ => 2,
    };
}
