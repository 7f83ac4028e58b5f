using System.Text;
using ActiveLearning.Silo.Import;
using CsCheck;

namespace ActiveLearning.Silo.Tests.Import;

public sealed class CsvRowsTests
{
    private static readonly string[] Columns = ["id", "text", "split", "gold", "source", "a b", "\"quoted\", name"];

    [Fact]
    public async Task Any_items_written_out_are_read_back_the_same()
    {
        var row = Gen.Select(Upload.Row(Upload.OneOf(Columns[4..])), Gen.Bool);
        await Gen.Select(row.Array[0, 12], Gen.Int[1, 200], Gen.Bool, Gen.Bool, Gen.Bool).SampleAsync(async (rows, atATime, isCrLf, hasEnd, hasMark) =>
        {
            var end = isCrLf ? "\r\n" : "\n";
            var lines = rows.Select(r => string.Join(',', Columns.Select(c => Quoted(Value(r.Item1, c), always: r.Item2))));
            var body = string.Join(end, lines.Prepend(string.Join(',', Columns.Select(c => Quoted(c, always: false))))) + (hasEnd ? end : "");

            var read = await Upload.ReadCsvAsync([.. hasMark ? Encoding.UTF8.Preamble : [], .. Encoding.UTF8.GetBytes(body)], atATime);

            Assert.Equal(Enumerable.Range(1, rows.Length), read.Select(r => r.Row));
            foreach (var (expected, actual) in Upload.Items(rows.Select(r => r.Item1)).Zip(read))
            {
                Upload.AssertSame(expected, actual.Item);
            }
        }, iter: 400);
    }

    [Theory]
    [InlineData(",t,,", "id")]
    [InlineData("a/b,t,,", "id")]
    [InlineData("\" a\",t,,", "id")]
    [InlineData("a,,,", "text")]
    [InlineData("a,x\0y,,", "text")]
    [InlineData("a,t,train,", "split")]
    [InlineData("a,t,test,", "gold")]
    [InlineData("a,t,,eggs", "gold")]
    [InlineData("a,t,pool", "")]
    [InlineData("a,t,pool,ham,more", "")]
    [InlineData("a,t\"x\"y,,", "")]
    [InlineData("a,\"t\"x,,", "")]
    public async Task A_bad_record_is_refused_with_its_row_and_field_and_leaves_its_neighbours_alone(string record, string field)
    {
        var rows = await Upload.ReadCsvAsync(Encoding.UTF8.GetBytes($"id,text,split,gold\nb,\"two\nlines\",,\n{record}\nc,t,test,ham\n"));

        Assert.Equal([1, 2, 3], rows.Select(r => r.Row));
        Assert.Equal(("two\nlines", "t"), (rows[0].Item?.Text, rows[2].Item?.Text));
        Assert.Equal((2, field), (rows[1].Error!.Row, rows[1].Error!.Field));
    }

    [Theory]
    [InlineData("text", "a,t?t,,")]
    [InlineData("id", "a?,t,,")]
    [InlineData("gold", "a,t,,?")]
    public async Task Bytes_that_are_no_UTF8_are_refused_with_their_field(string field, string record)
    {
        foreach (var bytes in (string[])["FF", "C3", "C0AF", "EDA080"])
        {
            var at = record.IndexOf('?', StringComparison.Ordinal);
            byte[] body =
            [
                .. Encoding.UTF8.GetBytes($"id,text,split,gold\nb,t,,\n{record[..at]}"), .. Convert.FromHexString(bytes), .. Encoding.UTF8.GetBytes($"{record[(at + 1)..]}\nc,t,,\n"),
            ];

            var rows = await Upload.ReadCsvAsync(body);

            Assert.Equal([null, field, null], rows.Select(r => r.Error?.Field));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("id,title\na,t\n")]
    [InlineData("id,text,\na,t,x\n")]
    [InlineData("id,text,id\na,t,b\n")]
    [InlineData("Id,Text\na,t\n")]
    [InlineData("id;text\na;t\n")]
    [InlineData("\"id,text\na,t\n")]
    public async Task A_header_that_does_not_fit_is_the_only_refusal(string body)
    {
        var error = Assert.Single(await Upload.ReadCsvAsync(Encoding.UTF8.GetBytes(body)));

        Assert.Null(error.Item);
        Assert.Equal(0, error.Error!.Row);
    }

    [Fact]
    public async Task A_quote_that_is_left_open_stores_nothing_of_what_it_swallows()
    {
        var rows = await Upload.ReadCsvAsync("id,text\na,t\nb,\"open\nc,t\nd,t\n"u8.ToArray());

        Assert.Equal("a", rows[0].Item?.Id);
        Assert.Equal(2, rows.Count);
        Assert.Null(rows[1].Item);
        Assert.Equal(2, rows[1].Error!.Row);
    }

    [Fact]
    public async Task A_record_beyond_the_limit_ends_the_upload_with_its_row_named()
    {
        var rows = await Upload.ReadCsvAsync(Encoding.UTF8.GetBytes($"id,text\na,t\nb,\"{new string('x', 17 * 1024 * 1024)}\nc,t\n"), atATime: 65_536);

        Assert.Equal("a", rows[0].Item?.Id);
        Assert.Equal(2, rows.Count);
        Assert.Equal(2, rows[1].Error!.Row);
        Assert.Contains("16 MiB", rows[1].Error!.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Blank_records_are_left_aside_and_spaces_belong_to_the_text()
    {
        var rows = await Upload.ReadCsvAsync("id,text\n\na, t \r\n\r\n\nb,t\n\n"u8.ToArray());

        Assert.Equal([("a", " t "), ("b", "t")], rows.Select(r => (r.Item!.Id, r.Item.Text)));
    }

    [Fact]
    public async Task A_refusal_never_repeats_a_long_column_from_the_file()
    {
        byte[] body = [.. Encoding.UTF8.GetBytes($"id,text,{new string('n', 100_000)}\na,t,"), 0xFF];

        var row = Assert.Single(await Upload.ReadCsvAsync(body));

        Assert.InRange(row.Error!.Field.Length, 1, 64);
    }

    private static string Value(RawRow row, string column) => column switch
    {
        "id" => row.Id!,
        "text" => row.Text!,
        "split" => row.Split ?? "",
        "gold" => row.Gold ?? "",
        _ => row.Attributes.GetValueOrDefault(column, ""),
    };

    private static string Quoted(string value, bool always) =>
        always || value.AsSpan().ContainsAny(",\"\r\n") ? $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : value;
}
