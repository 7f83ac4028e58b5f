using System.Text.Json;

namespace ActiveLearning.Benchmarks.LabelEfficiency;

/// <summary>The first labelled rows of each seed.</summary>
public static class FirstLabels
{
    private const int Count = 20;

    /// <summary>Reads <c>[[id, ...], ...]</c>, a list per seed.</summary>
    public static int[][] Read(string path, LabelledFile pool, int seeds)
    {
        var rowOf = new Dictionary<string, int>();
        for (var row = 0; row < pool.Ids.Length; row++)
        {
            rowOf[pool.Ids[row]] = row;
        }

        var sets = JsonSerializer.Deserialize<string[][]>(File.ReadAllText(path)) ?? [];
        return sets.Length < seeds
            ? throw new InvalidDataException($"{path} has {sets.Length} sets, {seeds} seeds were asked for.")
            : [.. sets.Take(seeds).Select(set => set.Select(id => rowOf[id]).ToArray())];
    }

    /// <summary>Draws 20 rows per seed, each class at least once, save one that must not be known from the start.</summary>
    public static int[][] Draw(int[] labels, int classes, int seeds, int? unknown = null) => [.. Enumerable.Range(0, seeds).Select(seed =>
    {
        var random = new Random(1_000 + seed);
        var order = Enumerable.Range(0, labels.Length).Where(row => labels[row] != unknown).ToArray();
        random.Shuffle(order);
        var onePerClass = Enumerable.Range(0, classes).Where(c => c != unknown).Select(c => Array.Find(order, row => labels[row] == c)).ToArray();
        return onePerClass.Concat(order.Except(onePerClass)).Take(Math.Max(Count, classes)).ToArray();
    })];
}
