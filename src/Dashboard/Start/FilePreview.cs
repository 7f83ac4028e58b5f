using System.Text.Json;

namespace ActiveLearning.Dashboard.Start;

/// <summary>What the first bytes of a chosen file say about it, before anything is sent.</summary>
/// <param name="ContentType">How it will be sent; null when it can't be imported.</param>
/// <param name="Words">What it looks like, in a sentence.</param>
public sealed record FilePreview(string? ContentType, string Words)
{
    /// <summary>Looks at a file.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="head">Its first characters.</param>
    public static FilePreview Of(string name, string head)
    {
        var firstLine = head.TrimStart('\uFEFF', '\r', '\n', ' ').Split('\n', 2)[0].Trim();
        if (firstLine.Length == 0)
        {
            return new(null, "The file is empty.");
        }

        if (firstLine[0] == '{')
        {
            return OfNdjson(firstLine);
        }

        if (firstLine[0] == '[')
        {
            return new(null, "This is one JSON array. Write one object a line (NDJSON) and try again.");
        }

        if (firstLine[0] == 'P' && firstLine.StartsWith("PAR1", StringComparison.Ordinal))
        {
            return new(null, "Parquet can't be read yet. Save it as CSV or NDJSON.");
        }

        var columns = firstLine.Split(',').Select(column => column.Trim().Trim('"')).ToList();
        if (!columns.Contains("id") || !columns.Contains("text"))
        {
            var tabs = firstLine.Contains('\t', StringComparison.Ordinal) && !firstLine.Contains(',', StringComparison.Ordinal);
            return new(null, tabs ? "The columns are separated by tabs. Save it with commas." : $"{name} needs a header with the columns id and text.");
        }

        var others = columns.Where(column => column is not ("id" or "text" or "split" or "gold") && column.Length > 0).ToList();
        return new("text/csv", others.Count == 0 ? "CSV." : $"CSV. Slices from {Names(others)}.");
    }

    private static FilePreview OfNdjson(string line)
    {
        try
        {
            using var row = JsonDocument.Parse(line);
            if (!row.RootElement.TryGetProperty("id", out _) || !row.RootElement.TryGetProperty("text", out _))
            {
                return new(null, "The first row has no id or no text.");
            }

            var attributes = row.RootElement.TryGetProperty("attributes", out var map) && map.ValueKind == JsonValueKind.Object
                ? map.EnumerateObject().Select(attribute => attribute.Name).ToList()
                : [];
            return new("application/x-ndjson", attributes.Count == 0 ? "NDJSON." : $"NDJSON. Slices from {Names(attributes)}.");
        }
        catch (JsonException)
        {
            // A first row longer than what was read can't be judged here; the silo will.
            return new("application/x-ndjson", "NDJSON.");
        }
    }

    private static string Names(List<string> names) => names.Count <= 4 ? string.Join(", ", names) : string.Join(", ", names.Take(3)) + $" and {names.Count - 3} more";
}
