using System.Text.Json;
using ActiveLearning.Learning.Synthetic;

namespace ActiveLearning.Harness;

/// <summary>One labelled text.</summary>
public sealed record LabelledText(string Id, string Text, string Label);

/// <summary>
/// A labelled set for tests: a real one from the folder that <c>ACTIVELEARNING_DATA</c> names (default <c>../shared/data</c>), or, where there is none, the
/// project's own synthetic one.
/// </summary>
public sealed record LabelledTexts(string Name, IReadOnlyList<string> Classes, IReadOnlyList<LabelledText> Pool, IReadOnlyList<LabelledText> Test)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>Reads the set, or makes the synthetic one and says so.</summary>
    /// <param name="name">Folder of the set.</param>
    /// <param name="synthetic">Texts of the synthetic one, a fifth of them held out.</param>
    public static LabelledTexts Load(string name, int synthetic = 4_000)
    {
        var folder = Path.Combine(Environment.GetEnvironmentVariable("ACTIVELEARNING_DATA") ?? Path.Combine(Repository.Root, "..", "shared", "data"), name);
        if (!File.Exists(Path.Combine(folder, "train.jsonl")))
        {
            Console.WriteLine($"{Path.GetFullPath(folder)} is not there; the same assertions run on the synthetic set.");
            return Synthetic(synthetic);
        }

        var pool = Read(Path.Combine(folder, "train.jsonl"));
        return new LabelledTexts(name, [.. pool.Select(t => t.Label).Distinct().Order(StringComparer.Ordinal)], pool, Read(Path.Combine(folder, "test.jsonl")));
    }

    /// <summary>True class of a pool item.</summary>
    public Dictionary<string, string> Truth() => Pool.ToDictionary(t => t.Id, t => t.Label);

    private static LabelledTexts Synthetic(int count)
    {
        var texts = SyntheticStream.Generate(seed: 11, count)
            .Select(i => new LabelledText(i.Id, i.Text, SyntheticStream.Classes[i.Class].Name)).ToArray();
        return new LabelledTexts("synthetic", [.. SyntheticStream.Classes.Select(c => c.Name)], texts[..^(count / 5)], texts[^(count / 5)..]);
    }

    private static LabelledText[] Read(string file) => [.. File.ReadLines(file).Where(l => l.Length > 0).Select(l => JsonSerializer.Deserialize<LabelledText>(l, Json)!)];
}
