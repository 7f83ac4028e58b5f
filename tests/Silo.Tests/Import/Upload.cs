using System.IO.Pipelines;
using System.Text;
using ActiveLearning.Contracts;
using ActiveLearning.Ledger.Items;
using ActiveLearning.Ledger.Projects;
using ActiveLearning.Silo.Import;
using CsCheck;

namespace ActiveLearning.Silo.Tests.Import;

/// <summary>Items to upload, and how an upload is read.</summary>
internal static class Upload
{
    /// <summary>Rules of a project with the classes spam and ham.</summary>
    public static readonly ItemRowRules Rules = new(new ProjectRow(
        1, "p", "p", new DatasetStandard(1, [new("ham"), new("spam")], "", 1), 0.1, "auto", TimeSpan.FromMinutes(5), 8, 7, DateTimeOffset.UnixEpoch));

    // What parsers stumble over, ordinary letters, and anything that Unicode has (U+0000 and halves of pairs are no text here).
    private static readonly Gen<string> Piece = Gen.OneOf(
        OneOf("\"", "\"\"", ",", ";", "\t", " ", "'", "\\", "\\n", "{", "}", "=", "#", "\u2028", "\uFEFF", "\u0001", "😀", "null"),
        Gen.Char['a', 'z'].Select(c => c.ToString()),
        Gen.Int[1, 0x10FFFF].Where(Rune.IsValid).Select(c => new Rune(c).ToString()));

    /// <summary>Any storable text.</summary>
    public static Gen<string> Text { get; } = Gen.OneOf(Piece, Piece, Piece, OneOf("\n", "\r\n", "\r")).Array[1, 12].Select(string.Concat);

    /// <summary>Any id.</summary>
    public static Gen<string> Id { get; } = Gen.Char["abcXYZ019._:-"].Array[1, 20].Select(c => new string(c)).Where(id => id is not "." and not "..");

    /// <summary>One of these.</summary>
    public static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    /// <summary>Any good row, with up to three attributes of the names given.</summary>
    public static Gen<RawRow> Row(Gen<string> attributeName) => Gen.Select(
        Id,
        Text,
        Gen.Select(attributeName, Text).Array[0, 3],
        OneOf<(string? Gold, string? Split)>((null, null), ("ham", null), (null, "pool"), ("spam", "pool"), ("spam", "test")),
        (id, text, attributes, use) => new RawRow(
            id, text, attributes.DistinctBy(a => a.Item1).ToDictionary(a => a.Item1, a => a.Item2), use.Gold, use.Split));

    /// <summary>Reads an NDJSON body, so many bytes at a time.</summary>
    public static Task<List<ImportRow>> ReadNdjsonAsync(byte[] body, int atATime = 4096) =>
        CollectAsync(NdjsonRows.ReadAsync(PipeReader.Create(new SmallReads(body, atATime)), Rules, default));

    /// <summary>Reads a CSV body, so many bytes at a time.</summary>
    public static Task<List<ImportRow>> ReadCsvAsync(byte[] body, int atATime = 4096) =>
        CollectAsync(CsvRows.ReadAsync(new SmallReads(body, atATime), Rules, default));

    /// <summary>What the rules make of each row, without any file in between.</summary>
    public static IEnumerable<NewItem> Items(IEnumerable<RawRow> rows) => rows.Select(r => Rules.Apply(1, r).Item ?? throw new ArgumentException("not a good row", nameof(rows)));

    /// <summary>Compares by content: records of dictionaries compare them by reference.</summary>
    public static void AssertSame(NewItem expected, NewItem? actual)
    {
        Assert.NotNull(actual);
        Assert.Equal(expected.Attributes.OrderBy(a => a.Key, StringComparer.Ordinal), actual.Attributes.OrderBy(a => a.Key, StringComparer.Ordinal));
        Assert.Equal(expected, actual with { Attributes = expected.Attributes });
    }

    private static async Task<List<ImportRow>> CollectAsync(IAsyncEnumerable<ImportRow> rows)
    {
        var list = new List<ImportRow>();
        await foreach (var row in rows)
        {
            list.Add(row);
        }

        return list;
    }
}
