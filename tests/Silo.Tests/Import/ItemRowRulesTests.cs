using ActiveLearning.Contracts;
using ActiveLearning.Silo.Import;
using CsCheck;

namespace ActiveLearning.Silo.Tests.Import;

public sealed class ItemRowRulesTests
{
    private const string Emoji = "😀";

    [Fact]
    public void A_good_row_becomes_the_item_that_it_says()
    {
        Upload.Row(Upload.Text).Sample(row =>
        {
            var item = Upload.Rules.Apply(5, row).Item!;

            Assert.Equal((row.Id, row.Text, row.Attributes), (item.Id, item.Text, item.Attributes));
            Assert.Equal(row.Gold switch { null => null, "ham" => 0, _ => 1 }, item.Gold);
            Assert.Equal(row.Split == "test" ? ItemSplit.Test : ItemSplit.Pool, item.Split);
            Assert.InRange(item.Partition, 0, 7);
        });
    }

    [Fact]
    public void The_same_id_always_goes_to_the_same_partition_and_place_of_the_walk()
    {
        Gen.Select(Upload.Row(Upload.Text), Upload.Row(Upload.Text)).Sample((one, other) =>
        {
            var first = Upload.Rules.Apply(1, one).Item!;
            var second = Upload.Rules.Apply(2, other with { Id = one.Id }).Item!;

            Assert.Equal((first.Partition, first.WalkRank), (second.Partition, second.WalkRank));
        });
    }

    [Fact]
    public void Any_text_passes_exactly_when_it_can_be_stored()
    {
        Gen.OneOf(Gen.Char, Gen.Char['a', 'z'], Gen.Char['\uD800', '\uDFFF'], Gen.Const('\0')).Array[1, 6].Select(c => new string(c)).Sample(text =>
        {
            var isStorable = !text.Contains('\0', StringComparison.Ordinal) && text.EnumerateRunes().Sum(r => r.Utf16SequenceLength) == text.Length
                && (text.Contains('\uFFFD', StringComparison.Ordinal) || !text.EnumerateRunes().Any(r => r.Value == 0xFFFD));

            Assert.Equal(isStorable, Apply(text: text).Error is null);
        });
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("a b")]
    [InlineData("a/b")]
    [InlineData("a\n")]
    [InlineData("ä")]
    [InlineData("a@b")]
    public void An_id_that_could_climb_a_path_or_break_a_line_is_refused(string? id) => Assert.Equal("id", Apply(id: id).Error!.Field);

    [Fact]
    public void An_id_has_at_most_128_characters()
    {
        Assert.Null(Apply(id: new string('a', 128)).Error);
        Assert.Equal("id", Apply(id: new string('a', 129)).Error!.Field);
    }

    [Fact]
    public void A_text_has_at_most_100_000_characters_and_an_emoji_is_one()
    {
        Assert.Null(Apply(text: string.Concat(Enumerable.Repeat(Emoji, 100_000))).Error);
        Assert.Null(Apply(text: new string('x', 100_000)).Error);
        Assert.Equal("text", Apply(text: string.Concat(Enumerable.Repeat(Emoji, 100_000)) + "x").Error!.Field);
        Assert.Equal("text", Apply(text: new string('x', 100_001)).Error!.Field);
    }

    [Fact]
    public void Attributes_are_few_and_short()
    {
        Assert.Null(Apply(attributes: Many(50)).Error);
        Assert.Equal("attributes", Apply(attributes: Many(51)).Error!.Field);
        Assert.Null(Apply(attributes: new() { [new string('n', 128)] = new string('v', 1_000) }).Error);
        Assert.Equal("attributes", Apply(attributes: new() { [new string('n', 129)] = "v" }).Error!.Field);
        Assert.Equal("attributes", Apply(attributes: new() { ["n"] = new string('v', 1_001) }).Error!.Field);
        Assert.Equal("attributes", Apply(attributes: new() { [""] = "v" }).Error!.Field);
    }

    private static Dictionary<string, string> Many(int count) => Enumerable.Range(0, count).ToDictionary(i => $"n{i}", i => "v");

    private static ImportRow Apply(string? id = "a", string? text = "t", Dictionary<string, string>? attributes = null) =>
        Upload.Rules.Apply(3, new RawRow(id, text, attributes ?? [], null, null));
}
