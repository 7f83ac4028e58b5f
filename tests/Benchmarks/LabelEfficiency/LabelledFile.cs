using System.Text.Json;
using ActiveLearning.Contracts;

namespace ActiveLearning.Benchmarks.LabelEfficiency;

/// <summary>Labelled texts, by row. Attributes are the file's other texts and the detected script.</summary>
public sealed record LabelledFile(string[] Ids, string[] Texts, string[] Labels, IReadOnlyDictionary<string, string>[] Attributes)
{
    private static readonly string[] OwnFields = ["id", "text", "label"];

    /// <summary>Reads one JSON object with id, text and label a line.</summary>
    public static LabelledFile Read(string path)
    {
        List<string> ids = [], texts = [], labels = [];
        List<IReadOnlyDictionary<string, string>> attributes = [];
        foreach (var line in File.ReadLines(path).Where(line => line.Length > 0))
        {
            using var json = JsonDocument.Parse(line);
            ids.Add(Text(json.RootElement, "id"));
            texts.Add(Text(json.RootElement, "text"));
            labels.Add(Text(json.RootElement, "label"));
            var own = json.RootElement.EnumerateObject()
                .Where(field => field.Value.ValueKind == JsonValueKind.String && !OwnFields.Contains(field.Name))
                .ToDictionary(field => field.Name, field => field.Value.GetString()!);
            attributes.Add(WithScript(own, texts[^1]));
        }

        return new LabelledFile([.. ids], [.. texts], [.. labels], [.. attributes]);
    }

    /// <summary>Adds the detected script to an item's attributes.</summary>
    public static Dictionary<string, string> WithScript(IReadOnlyDictionary<string, string> own, string text) =>
        new(own) { [DetectedScript.Attribute] = DetectedScript.ValueOf(own, text) };

    /// <summary>The rows at these positions.</summary>
    public LabelledFile At(IReadOnlyList<int> rows) => new(
        [.. rows.Select(row => Ids[row])], [.. rows.Select(row => Texts[row])], [.. rows.Select(row => Labels[row])], [.. rows.Select(row => Attributes[row])]);

    /// <summary>
    /// Cuts a class down to a share of what is left, as if it were rare; which of its rows stay is drawn with a fixed seed, so that every run thins alike.
    /// </summary>
    /// <exception cref="ArgumentException">No row is of the class, or the share is not between 0 and 1.</exception>
    public LabelledFile Thin(string label, double share)
    {
        if (share is not (> 0 and < 1) || !Labels.Contains(label))
        {
            throw new ArgumentException($"A class of the file can be thinned to a share between 0 and 1, not '{label}' to {share}.", nameof(label));
        }

        var ofClass = Enumerable.Range(0, Labels.Length).Where(row => Labels[row] == label).ToArray();
        new Random(5).Shuffle(ofClass);
        var others = Labels.Length - ofClass.Length;
        var kept = ofClass.Take((int)Math.Round(share * others / (1 - share))).ToHashSet();
        return At([.. Enumerable.Range(0, Labels.Length).Where(row => Labels[row] != label || kept.Contains(row))]);
    }

    private static string Text(JsonElement row, string field) => row.GetProperty(field) is { ValueKind: JsonValueKind.String } value ? value.GetString()! : row.GetProperty(field).ToString();
}
