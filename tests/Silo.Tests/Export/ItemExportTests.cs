using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using ActiveLearning.Contracts;
using ActiveLearning.Contracts.Api;
using ActiveLearning.Ledger.Items;
using ActiveLearning.Ledger.Labels;
using ActiveLearning.Ledger.Projects;
using ActiveLearning.Silo.Api;
using ActiveLearning.Silo.Export;
using ActiveLearning.Silo.Tests.Import;
using CsCheck;

namespace ActiveLearning.Silo.Tests.Export;

public sealed class ItemExportTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly ProjectRow Project = new(
        1, "p", "p", new DatasetStandard(1, [new("ham"), new("spam")], "", 1), 0.1, "auto", TimeSpan.FromMinutes(5), 8, 7, DateTimeOffset.UnixEpoch);

    private static readonly Gen<(string Id, string Text, Dictionary<string, string> Attributes)> Item =
        Gen.Select(Upload.Id, Upload.Text, Gen.Dictionary(Upload.Text, Upload.Text)[0, 3]);

    [Fact]
    public void Every_line_reads_as_the_contract_says_and_gives_back_what_was_stored() => Item.Array[0, 20].Sample(items =>
    {
        var lines = Write(items.Select((item, i) => Stored(item, i, [], [])));

        Assert.Equal(items.Length, lines.Length);
        for (var i = 0; i < lines.Length; i++)
        {
            var expected = new ExportedItem(items[i].Id, items[i].Text, items[i].Attributes, "pool", [], null, null);
            Assert.Equal(JsonSerializer.Serialize(expected, ApiJson.Options), lines[i]);
        }
    });

    [Fact]
    public void Labels_an_undo_and_what_they_add_up_to_are_told()
    {
        LabelRow[] rows = [Label(5, 0, @class: 0), Label(8, 0, @class: null, supersedes: 5), Label(9, 0, @class: 1)];

        var line = Assert.Single(Write([Stored(("i", "t", []), 0, rows, [])]));

        var item = JsonSerializer.Deserialize<ExportedItem>(line, ApiJson.Options)!;
        Assert.Equal(["5", "8", "9"], item.Labels.Select(label => label.LabelId));
        Assert.Equal(["ham", null, "spam"], item.Labels.Select(label => label.Class));
        Assert.Equal("5", item.Labels[1].Supersedes);
        Assert.Equal("spam", item.Consensus!.Class);
        Assert.Null(item.SettledBy);
        Assert.Equal(JsonSerializer.Serialize(item, ApiJson.Options), line);
    }

    [Fact]
    public void A_member_of_a_group_names_the_label_that_settled_it()
    {
        var line = Assert.Single(Write([Stored(("i", "t", []), 3, [], [Label(7, 0, @class: 1)]) with { Split = ItemSplit.Test }]));

        var item = JsonSerializer.Deserialize<ExportedItem>(line, ApiJson.Options)!;
        Assert.Equal(("test", "7", "spam", 0), (item.Split, item.SettledBy, item.Consensus!.Class, item.Labels.Count));
    }

    private static string[] Write(IEnumerable<DeliveredItem> items)
    {
        using var stream = new MemoryStream();
        var output = PipeWriter.Create(stream, new StreamPipeWriterOptions(leaveOpen: true));

        // Two items a page.
        var pages = items.Chunk(2).ToAsyncEnumerable();
        new ItemExport(Project).WriteAsync(pages, output, CancellationToken.None).GetAwaiter().GetResult();
        output.Complete();
        var text = Encoding.UTF8.GetString(stream.ToArray());
        return text.Length == 0 ? [] : text[..^1].Split('\n');
    }

    private static DeliveredItem Stored((string Id, string Text, Dictionary<string, string> Attributes) item, int ordinal, LabelRow[] labels, LabelRow[] group) => new(
        ordinal, Encoding.UTF8.GetBytes(item.Id), Encoding.UTF8.GetBytes(item.Text), JsonSerializer.SerializeToUtf8Bytes(item.Attributes), ItemSplit.Pool, 1, labels, group);

    private static LabelRow Label(long sequence, int ordinal, int? @class, long? supersedes = null) => new(
        sequence, ordinal, new LeaseId(ordinal, sequence, 1), "ann", @class, Noon, Noon.AddSeconds(3), 900, 1, Arm.Learn, supersedes);
}
