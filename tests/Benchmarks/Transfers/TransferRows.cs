using System.Text.Json;
using ActiveLearning.Contracts;
using ActiveLearning.Grains;
using ActiveLearning.Harness;
using ActiveLearning.Learning.ControlArm;
using ActiveLearning.Learning.NearDuplicates;
using ActiveLearning.Ledger.Items;
using ActiveLearning.Ledger.Sql;

namespace ActiveLearning.Benchmarks.Transfers;

/// <summary>
/// Rows of an upload: the first half of one real text and the second half of another, so that words and lengths are real and few texts are the same. The same number always gives the
/// same row.
/// </summary>
/// <param name="texts">Real texts.</param>
/// <param name="partitions">Partitions of the pool they are for.</param>
internal sealed class TransferRows(string[] texts, int partitions)
{
    private const ulong WalkSeed = 7;

    private static readonly string[] Languages = ["en", "de", "es"];
    private static readonly string[] Surfaces = ["comment", "reply", "live chat", "title"];

    public static TransferRows Load(int partitions) => new([.. LabelledTexts.Load("davidson").Pool.Select(text => text.Text)], partitions);

    /// <summary>Writes rows as NDJSON.</summary>
    public void WriteNdjson(string file, int rows)
    {
        using var lines = new StreamWriter(file);
        for (var number = 0; number < rows; number++)
        {
            lines.WriteLine(JsonSerializer.Serialize(new { id = IdOf(number), text = TextOf(number), attributes = AttributesOf(number) }));
        }
    }

    /// <summary>Rows as they are when all but the store has done its work.</summary>
    public PreparedRow[] Parsed(int first, int count) =>
    [
        .. Enumerable.Range(first, count).AsParallel().AsOrdered().Select(number =>
        {
            var (id, text) = (IdOf(number), TextOf(number));
            var item = new NewItem(
                id, text, AttributesOf(number), Gold: null, ItemSplit.Pool, GrainKeys.PartitionOf(id, partitions), WalkRank.Of(WalkSeed, id), NormalText.Of(text).Key());
            return new PreparedRow(item, ContentHash.Of(item), ItemContents.WriteAttributes(item.Attributes));
        }),
    ];

    private static string IdOf(int number) => $"item-{number}";

    private static Dictionary<string, string> AttributesOf(int number) => new() { ["lang"] = Languages[number % 3], ["surface"] = Surfaces[number % 4] };

    /// <summary>The text of a row.</summary>
    public string TextOf(int number)
    {
        // Two steps that share no factor with each other: pairs repeat only after texts times texts rows.
        var first = texts[(int)(number * 7_919L % texts.Length)].Split(' ');
        var second = texts[(int)(((number * 104_729L) + (number / texts.Length)) % texts.Length)].Split(' ');
        return string.Join(' ', [.. first.Take((first.Length + 1) / 2), .. second.Skip(second.Length / 2)]);
    }
}
