using System.Text.Json;

namespace ActiveLearning.Benchmarks.LabelEfficiency;

/// <summary>
/// The labelled items of a project, read from its export. Half of the control arm's items, where there are enough, are held out, since they are a random sample of the pool; else a
/// quarter of all. What was never labelled has no known class, so a replay can only choose among what was.
/// </summary>
public static class ProjectHistory
{
    private const int EnoughControl = 200;

    /// <summary>Reads the lines of <c>GET /api/v1/projects/{p}/export</c>.</summary>
    /// <returns>What strategies choose from, and what they are scored on.</returns>
    /// <exception cref="InvalidDataException">Fewer than 40 items have an answer.</exception>
    public static (LabelledFile Pool, LabelledFile Test) Read(string path)
    {
        List<string> ids = [], texts = [], labels = [];
        List<IReadOnlyDictionary<string, string>> attributes = [];
        var control = new List<int>();
        foreach (var line in File.ReadLines(path).Where(line => line.Length > 0))
        {
            using var json = JsonDocument.Parse(line);
            var item = json.RootElement;
            if (item.GetProperty("split").GetString() != "pool" || item.GetProperty("consensus") is not { ValueKind: JsonValueKind.Object } consensus)
            {
                continue;
            }

            if (item.GetProperty("labels").EnumerateArray().Any(label => label.TryGetProperty("arm", out var arm) && arm.GetString() == "control"))
            {
                control.Add(ids.Count);
            }

            ids.Add(item.GetProperty("id").GetString()!);
            texts.Add(item.GetProperty("text").GetString()!);
            labels.Add(consensus.GetProperty("class").GetString()!);
            attributes.Add(LabelledFile.WithScript(
                item.GetProperty("attributes").EnumerateObject().ToDictionary(field => field.Name, field => field.Value.GetString() ?? ""), texts[^1]));
        }

        if (ids.Count < 40)
        {
            throw new InvalidDataException($"{path} has {ids.Count} labelled items; a replay needs 40 at least.");
        }

        var from = control.Count >= EnoughControl ? control : Enumerable.Range(0, ids.Count).ToList();
        var order = from.ToArray();
        new Random(7).Shuffle(order);
        var held = order[..(order.Length / (control.Count >= EnoughControl ? 2 : 4))].ToHashSet();
        var all = new LabelledFile([.. ids], [.. texts], [.. labels], [.. attributes]);
        return (all.At([.. Enumerable.Range(0, ids.Count).Where(row => !held.Contains(row))]), all.At([.. held.Order()]));
    }
}
