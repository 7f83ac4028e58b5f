using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using ActiveLearning.Silo.Import;
using CsCheck;

namespace ActiveLearning.Silo.Tests.Import;

public sealed class NdjsonRowsTests
{
    private const string Good = """{"id":"good","text":"t"}""";

    private static readonly JsonSerializerOptions Raw = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Each kind of bad line with the field that its refusal names.</summary>
    public static TheoryData<string, string> BadLines => new()
    {
        { "not json", "" },
        { "[]", "" },
        { "17", "" },
        { """{"id":"a","text":"t"} {}""", "" },
        { """{"id":"a","text":"t" """, "" },
        { """{"id":"a","text":}""", "text" },
        { """{"text":"t"}""", "id" },
        { """{"id":null,"text":"t"}""", "id" },
        { """{"id":7,"text":"t"}""", "id" },
        { """{"id":"","text":"t"}""", "id" },
        { """{"id":"..","text":"t"}""", "id" },
        { """{"id":"a/b","text":"t"}""", "id" },
        { """{"id":"a\n","text":"t"}""", "id" },
        { """{"id":"a","id":"b","text":"t"}""", "id" },
        { """{"id":"a"}""", "text" },
        { """{"id":"a","text":""}""", "text" },
        { """{"id":"a","text":["t"]}""", "text" },
        { """{"id":"a","text":"t","text":"t"}""", "text" },
        { """{"id":"a","text":"x\u0000y"}""", "text" },
        { """{"id":"a","text":"x\ud83dy"}""", "text" },
        { """{"id":"a","text":"x\ude00"}""", "text" },
        { """{"id":"a","text":"t","split":"train"}""", "split" },
        { """{"id":"a","text":"t","split":"test"}""", "gold" },
        { """{"id":"a","text":"t","gold":"eggs"}""", "gold" },
        { """{"id":"a","text":"t","gold":1}""", "gold" },
        { """{"id":"a","text":"t","attributes":[]}""", "attributes" },
        { """{"id":"a","text":"t","attributes":{"n":{}}}""", "attributes" },
        { """{"id":"a","text":"t","attributes":{"n":"1","n":"2"}}""", "attributes" },
        { """{"id":"a","text":"t","attributes":{"":"1"}}""", "attributes" },
        { """{"id":"a","text":"t","attributes":{"n":"\u0000"}}""", "attributes" },
        { """{"id":"a","text":"t","attributes":{"n":"\udc00"}}""", "attributes" },
        { """{"id":"a","text":"t","attributes":{"\ud800":"v"}}""", "attributes" },
    };

    [Fact]
    public async Task Any_items_written_out_are_read_back_the_same_with_blank_lines_counted()
    {
        var line = Gen.Select(Upload.Row(Upload.Text), Gen.Int[0, 2], Gen.Bool, Gen.Bool);
        await Gen.Select(line.Array[0, 12], Gen.Int[1, 200], Gen.Bool).SampleAsync(async (lines, atATime, hasEnd) =>
        {
            var body = new StringBuilder();
            var rows = new List<int>();
            var next = 1;
            foreach (var (row, blanks, isCrLf, isEscaped) in lines)
            {
                var end = isCrLf ? "\r\n" : "\n";
                body.Insert(body.Length, " \t" + end, blanks).Append(JsonSerializer.Serialize(row, isEscaped ? JsonSerializerOptions.Web : Raw)).Append(end);
                rows.Add(next + blanks);
                next += blanks + 1;
            }

            var text = hasEnd ? body.ToString() : body.ToString().TrimEnd('\r', '\n');
            var read = await Upload.ReadNdjsonAsync(Encoding.UTF8.GetBytes(text), atATime);

            Assert.Equal(rows, read.Select(r => r.Row));
            foreach (var (expected, actual) in Upload.Items(lines.Select(l => l.Item1)).Zip(read))
            {
                Upload.AssertSame(expected, actual.Item);
            }
        }, iter: 400);
    }

    [Theory]
    [MemberData(nameof(BadLines))]
    public async Task A_bad_line_is_refused_with_its_row_and_field_and_leaves_its_neighbours_alone(string line, string field)
    {
        var rows = await Upload.ReadNdjsonAsync(Encoding.UTF8.GetBytes($"{Good}\n\n{line}\n{Good}"));

        AssertThirdIsBad(rows, field);
    }

    [Theory]
    [InlineData("id", "61FF")]
    [InlineData("text", "C3")]
    [InlineData("text", "C0AF")]
    [InlineData("text", "EDA080")]
    [InlineData("gold", "80")]
    [InlineData("attributes", "F8")]
    public async Task Bytes_that_are_no_UTF8_are_refused_with_their_field(string field, string bytes)
    {
        var template = field == "attributes" ? """{"id":"a","text":"t","attributes":{"n":"?"}}""" : """{"id":"a","text":"t"}""".Insert(1, $"\"{field}\":\"?\",");
        if (field is "id" or "text")
        {
            template = field == "id" ? """{"id":"?","text":"t"}""" : """{"id":"a","text":"?"}""";
        }

        var at = template.IndexOf('?', StringComparison.Ordinal);
        byte[] body =
        [
            .. Encoding.UTF8.GetBytes($"{Good}\n\n{template[..at]}"),
            .. Convert.FromHexString(bytes),
            .. Encoding.UTF8.GetBytes($"{template[(at + 1)..]}\n{Good}"),
        ];

        AssertThirdIsBad(await Upload.ReadNdjsonAsync(body), field);
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(1, false)]
    [InlineData(100_000, true)]
    [InlineData(9_000_000, false)]
    public async Task A_line_that_is_too_long_is_refused_whatever_its_length(int beyond, bool hasEnd)
    {
        var tooLong = new string('x', NdjsonRows.MaximumLineBytes + beyond);

        var rows = await Upload.ReadNdjsonAsync(Encoding.UTF8.GetBytes($"{Good}\n\n{tooLong}{(hasEnd ? $"\n{Good}\n" : "")}"), atATime: 65_536);

        Assert.Equal(hasEnd ? [1, 3, 4] : [1, 3], rows.Select(r => r.Row));
        Assert.Contains("4 MiB", rows[1].Error!.Reason, StringComparison.Ordinal);
        Assert.All(rows.Where(r => r.Row != 3), r => Assert.NotNull(r.Item));
    }

    [Fact]
    public async Task A_text_of_the_most_characters_fits_into_a_line_however_it_is_escaped()
    {
        var emoji = string.Concat(Enumerable.Repeat("\\ud83d\\ude00", ItemRowRules.MaximumText));

        var rows = await Upload.ReadNdjsonAsync(Encoding.UTF8.GetBytes($$"""{"id":"a","text":"{{emoji}}"}"""), atATime: 65_536);

        Assert.Equal(2 * ItemRowRules.MaximumText, Assert.Single(rows).Item!.Text.Length);
    }

    [Fact]
    public async Task A_byte_order_mark_is_left_aside_at_the_beginning_only()
    {
        var rows = await Upload.ReadNdjsonAsync(Encoding.UTF8.GetBytes($"\uFEFF{Good}\n\uFEFF{Good}\n{Good}"));

        Assert.Equal([null, "", null], rows.Select(r => r.Error?.Field));
    }

    [Fact]
    public async Task Members_that_nobody_asked_for_are_left_aside_and_plain_values_of_attributes_kept_as_written()
    {
        var rows = await Upload.ReadNdjsonAsync("""{"more":[{"id":"x"}],"id":"a","text":"t","attributes":{"n":1.50,"b":true,"z":null,"s":"v"},"gold":null,"Text":7}"""u8.ToArray());

        var item = Assert.Single(rows).Item!;
        Assert.Equal(("a", "t", null), (item.Id, item.Text, item.Gold));
        Assert.Equal(new Dictionary<string, string> { ["n"] = "1.50", ["b"] = "true", ["s"] = "v" }, item.Attributes);
    }

    [Fact]
    public async Task A_refusal_never_repeats_a_long_name_from_the_file()
    {
        var name = new string('n', 100_000);

        var rows = await Upload.ReadNdjsonAsync(Encoding.UTF8.GetBytes($"{{\"{name}\":}}\n{{\"{name}\":1,\"{name}\":2}}"));

        Assert.All(rows, r => Assert.InRange(r.Error!.Field.Length, 1, 64));
    }

    private static void AssertThirdIsBad(List<ImportRow> rows, string field)
    {
        Assert.Equal([1, 3, 4], rows.Select(r => r.Row));
        Assert.NotNull(rows[0].Item);
        Assert.Null(rows[1].Item);
        Assert.Equal((3, field), (rows[1].Error!.Row, rows[1].Error!.Field));
        Assert.NotEmpty(rows[1].Error!.Reason);
        Assert.NotNull(rows[2].Item);
    }
}
