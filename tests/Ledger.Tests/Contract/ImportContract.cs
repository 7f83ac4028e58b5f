using System.Text;
using ActiveLearning.Contracts;
using ActiveLearning.Ledger.Items;
using ActiveLearning.Ledger.Tests.Support;

namespace ActiveLearning.Ledger.Tests.Contract;

public abstract class ImportContract : LedgerContract
{
    [Fact]
    public async Task Rows_are_stored_once_and_numbered_densely()
    {
        await HaveItemsAsync(3);

        var again = await Ledger.Items.ImportAsync(Project, [Samples.Item(1), Samples.Item(3, ItemSplit.Test), Samples.Item(3, ItemSplit.Test)], default);

        Assert.Equal(
            [new(ImportRowOutcome.Duplicate, 1), new(ImportRowOutcome.Accepted, 3), new ImportRowResult(ImportRowOutcome.Duplicate, 3)], again);
        var counts = await CountsAsync();
        Assert.Equal((4, 3, 1), (counts.Total, counts.Open, counts.Test));
    }

    [Fact]
    public async Task The_same_id_with_another_content_is_a_conflict_and_changes_nothing()
    {
        await HaveItemsAsync(1);
        var item = Samples.Item(0);
        NewItem[] others =
        [
            item with { Text = "another" },
            item with { Attributes = new Dictionary<string, string>() },
            item with { Gold = 1 },
            item with { Split = ItemSplit.Test, Gold = 1 },
        ];

        var results = await Ledger.Items.ImportAsync(Project, others, default);

        Assert.All(results, result => Assert.Equal(new ImportRowResult(ImportRowOutcome.Conflict, 0), result));
        Assert.Equal("text number 0", (await Ledger.Items.ReadAsync(Project, 0, default))!.Text);
        Assert.Equal(1, (await CountsAsync()).Total);
    }

    [Fact]
    public async Task Items_that_are_asked_for_at_the_same_time_are_each_given_to_whoever_asked()
    {
        await HaveItemsAsync(300);
        var labelled = await LabelAsync(await LeaseAsync("ann", ordinal: 7));

        // Twice each, and some that do not exist.
        var asked = Enumerable.Range(0, 800).Select(i => i % 400).ToArray();
        var items = await Task.WhenAll(asked.Select(ordinal => Ledger.Items.ReadAsync(Project, ordinal, default)));

        Assert.All(asked.Zip(items), pair =>
        {
            Assert.Equal(pair.First < 300 ? pair.First : null, pair.Second?.State.Ordinal);
            Assert.Equal(pair.First < 300 ? $"text number {pair.First}" : null, pair.Second?.Text);
            Assert.Equal(pair.First == 7 ? [labelled] : [], pair.Second?.Labels ?? []);
        });
        Assert.Null(await Ledger.Items.ReadAsync(Project + 1_000, 7, default));

        var some = await Ledger.Items.ReadSomeAsync(Project, [7, 2, 350, 299], default);
        Assert.Equal([2, 7, 299], some.Select(item => item.State.Ordinal).Order());
        Assert.Equal([labelled], some.SelectMany(item => item.Labels));
        Assert.Empty(await Ledger.Items.ReadSomeAsync(Project, [], default));
    }

    [Fact]
    public async Task The_order_of_attributes_makes_no_other_content()
    {
        await HaveItemsAsync(0);
        var forwards = new Dictionary<string, string> { ["a"] = "1", ["b"] = "2" };
        var backwards = new Dictionary<string, string> { ["b"] = "2", ["a"] = "1" };

        await Ledger.Items.ImportAsync(Project, [Samples.Item(0) with { Attributes = forwards }], default);
        var again = await Ledger.Items.ImportAsync(Project, [Samples.Item(0) with { Attributes = backwards }], default);

        Assert.Equal(ImportRowOutcome.Duplicate, again[0].Outcome);
    }

    [Fact]
    public async Task Strange_texts_come_back_as_they_went_in()
    {
        await HaveItemsAsync(0);
        string[] texts = ["\u200bzero width", "\U0001f600 emoji", "quote \" comma, 'and'\r\nnew line", new string('x', 100_000), " ", "العربية 中文"];
        var rows = texts.Select((text, i) => Samples.Item(i) with
        {
            Text = text,
            Attributes = new Dictionary<string, string> { [$"k \"{i}\""] = text[..Math.Min(50, text.Length)] },
        }).ToArray();

        await Ledger.Items.ImportAsync(Project, rows, default);

        Assert.Equal(texts, (await Ledger.Items.ReadTextsAsync(Project, [0, 1, 2, 3, 4, 5], default)).Select(text => text.Text));
        var exported = await ExportAsync();
        Assert.Equal(texts, exported.Select(item => item.Text));
        Assert.Equal(rows.Select(row => row.Attributes), exported.Select(item => item.Attributes));
    }

    [Fact]
    public async Task A_slice_is_bounded_and_may_be_empty()
    {
        await HaveItemsAsync(500);

        Assert.Empty(await Ledger.Items.ImportAsync(Project, [], default));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Ledger.Items.ImportAsync(Project, Samples.Items(501), default));
        Assert.Equal(500, (await CountsAsync()).Total);
    }

    [Fact]
    public async Task A_partition_streams_its_items_of_both_splits_from_any_ordinal_on()
    {
        await HaveItemsAsync(9);
        await Ledger.Items.ImportAsync(Project, [Samples.Item(9, ItemSplit.Test)], default);
        await LeaseAsync("ann", 5);

        var items = new List<PartitionItem>();
        await foreach (var item in Ledger.Items.ReadPartitionAsync(Project, 1, 2, default))
        {
            items.Add(item);
        }

        Assert.Equal([5, 9], items.Select(item => item.State.Ordinal));
        Assert.Equal((Samples.Item(5).WalkRank, "ann"), (items[0].WalkRank, items[0].State.Holder));
        Assert.Equal(ItemSplit.Test, items[1].State.Split);
    }

    [Fact]
    public async Task A_long_partition_streams_completely()
    {
        await HaveItemsAsync(0);
        for (var from = 0; from < 4_500; from += 500)
        {
            await Ledger.Items.ImportAsync(Project, [.. Samples.Items(500, from).Select(item => item with { Partition = 2 })], default);
        }

        var ordinals = new List<int>();
        await foreach (var item in Ledger.Items.ReadPartitionAsync(Project, 2, 0, default))
        {
            ordinals.Add(item.State.Ordinal);
        }

        Assert.Equal(Enumerable.Range(0, 4_500), ordinals);
        Assert.Equal(4_500, (await ExportAsync()).Count);
    }

    [Fact]
    public async Task Held_out_items_stream_with_text_and_gold()
    {
        await HaveItemsAsync(2);
        await Ledger.Items.ImportAsync(Project, [.. Enumerable.Range(2, 450).Select(number => Samples.Item(number, ItemSplit.Test))], default);

        var items = new List<TestItem>();
        await foreach (var item in Ledger.Items.ReadTestAsync(Project, 3, default))
        {
            items.Add(item);
        }

        Assert.Equal(Enumerable.Range(3, 449), items.Select(item => item.Ordinal));
        Assert.Equal(("text number 4", 1, "de"), (items[1].Text, items[1].Gold, items[1].Attributes["lang"]));
    }

    [Fact]
    public async Task Items_are_found_by_id_and_read_with_their_content()
    {
        await HaveItemsAsync(2);

        Assert.Equal(1, await Ledger.Items.FindAsync(Project, "i1", default));
        Assert.Null(await Ledger.Items.FindAsync(Project, "I1", default));
        var item = (await Ledger.Items.ReadAsync(Project, 1, default))!;
        Assert.Equal(("i1", "text number 1", "en", null), (item.State.Id, item.Text, item.Attributes["lang"], item.Gold));
        Assert.Null(await Ledger.Items.ReadAsync(Project, 2, default));
        Assert.Equal([1, 0], (await Ledger.Items.ReadTextsAsync(Project, [1, 7, 0], default)).Select(text => text.Ordinal));
    }

    [Fact]
    public async Task An_export_is_one_instant_whatever_is_written_meanwhile()
    {
        await HaveItemsAsync(500);
        foreach (var slice in Samples.Items(2_000, from: 500).Chunk(500))
        {
            await Ledger.Items.ImportAsync(Project, slice, default);
        }

        await LabelAsync(await LeaseAsync("ann", 1_200), 1);
        var exported = new List<DeliveredItem>();

        await foreach (var page in Ledger.Items.ExportAsync(Project, default))
        {
            if (exported.Count == 0)
            {
                await LabelAsync(await LeaseAsync("ann", 2_400));
                await Ledger.Items.ImportAsync(Project, [Samples.Item(2_500)], default);
            }

            exported.AddRange(page);
        }

        var stored = await ExportAsync();
        Assert.Equal(2_500, exported.Count);
        Assert.Equal([(1_200, 1)], exported.SelectMany(item => item.Labels).Select(label => (label.Ordinal, label.Class!.Value)));
        Assert.Equal(stored.Take(2_500).Select(item => (item.State.Id, item.Text)), exported.Select(item => (Utf8(item.Id), Utf8(item.Text))));
        Assert.Equal("""{"lang":"de","surface":"comment"}""", Utf8(exported[2].Attributes));
        Assert.Single(stored[2_400].Labels);
    }

    [Fact]
    public async Task An_export_of_large_texts_holds_few_of_them_at_once_and_leaves_none_out()
    {
        await HaveItemsAsync(3);
        var large = Enumerable.Range(3, 60).Select(number => Samples.Item(number) with { Text = new string((char)('a' + (number % 26)), 50_000) });
        await Ledger.Items.ImportAsync(Project, [.. large], default);

        var pages = await Ledger.Items.ExportAsync(Project, default).ToListAsync();

        Assert.Equal(Enumerable.Range(0, 63), pages.SelectMany(page => page).Select(item => item.Ordinal));
        Assert.All(pages, page => Assert.InRange(page.Sum(item => item.Text.Length), 0, 1_100_000));
    }

    [Fact]
    public async Task Slices_count_pool_items_and_live_labels_by_class()
    {
        await HaveItemsAsync(5);
        await Ledger.Items.ImportAsync(Project, [Samples.Item(5, ItemSplit.Test)], default);
        var first = await LabelAsync(await LeaseAsync("ann", 0), 2);
        await LabelAsync(await LeaseAsync("ann", 1), 1);
        Assert.Equal(
            ["lang/de 3 [0,0,1]", "lang/en 2 [0,1,0]", "surface/comment 5 [0,1,1]"], await SlicesAsync(10));

        await LabelAsync((await UndoAsync(first.Sequence, "ann")).Lease!, 0);
        await Ledger.Items.ImportAsync(Project, [Samples.Item(7), Samples.Item(9)], default);

        Assert.Equal(
            ["lang/en 4 [0,1,0]", "lang/de 3 [1,0,0]", "surface/comment 7 [1,1,0]"], await SlicesAsync(10));
        Assert.Equal(["lang/en 4 [0,1,0]", "surface/comment 7 [1,1,0]"], await SlicesAsync(1));
    }

    [Fact]
    public async Task A_second_script_makes_slices_by_script_and_an_attribute_of_that_name_wins()
    {
        await HaveItemsAsync(2);
        Assert.DoesNotContain(await SlicesAsync(10), slice => slice.StartsWith("script/", StringComparison.Ordinal));

        await Ledger.Items.ImportAsync(
            Project,
            [
                Samples.Item(5) with { Text = "Это совсем другое дело" },
                Samples.Item(6) with { Text = "a text", Attributes = new Dictionary<string, string> { ["script"] = "Runic" } },
            ],
            default);

        Assert.Equal(
            ["script/Latin 2 [0,0,0]", "script/Cyrillic 1 [0,0,0]", "script/Runic 1 [0,0,0]"],
            (await SlicesAsync(10)).Where(slice => slice.StartsWith("script/", StringComparison.Ordinal)));
        Assert.Equal(["Latin", "Cyrillic", "Runic"], (await Ledger.Items.ReadAttributesAsync(Project, [0, 2, 3, 99], default)).Select(item => item.Attributes["script"]));
    }

    private static string Utf8(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);

    private async Task<List<ItemRecord>> ExportAsync()
    {
        var items = new List<ItemRecord>();
        await foreach (var item in Ledger.Items.ReadAllAsync(Project, default))
        {
            items.Add(item);
        }

        return items;
    }

    private async Task<IEnumerable<string>> SlicesAsync(int valuesPerAttribute) =>
        (await Ledger.Items.CountSlicesAsync(Project, valuesPerAttribute, default))
            .Select(slice => $"{slice.Attribute}/{slice.Value} {slice.Items} [{string.Join(",", slice.LabelsByClass)}]");
}
