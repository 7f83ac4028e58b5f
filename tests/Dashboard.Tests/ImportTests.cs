using ActiveLearning.Contracts.Api;
using ActiveLearning.Dashboard.Start;

namespace ActiveLearning.Dashboard.Tests;

public sealed class ImportTests
{
    [Theory]
    [InlineData("=HYPERLINK(\"http://x\")", "\"'=HYPERLINK(\"\"http://x\"\")\"")]
    [InlineData("+1", "'+1")]
    [InlineData("-1", "'-1")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("\t=1", "'\t=1")]
    [InlineData("\r=1", "\"'\r=1\"")]
    [InlineData("plain", "plain")]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("say \"x\"", "\"say \"\"x\"\"\"")]
    [InlineData("", "")]
    public void A_cell_is_quoted_and_never_a_formula(string text, string expected) => Assert.Equal(expected, RefusedRows.Cell(text));

    [Fact]
    public void Refused_rows_have_row_field_and_reason()
    {
        var csv = RefusedRows.ToCsv([new ImportError(17, "text", "The text is empty."), new ImportError(9, "=cmd", "Unknown, so refused.")]);

        Assert.Equal("row,field,reason\r\n17,text,The text is empty.\r\n9,'=cmd,\"Unknown, so refused.\"\r\n", csv);
    }

    [Theory]
    [InlineData("a.ndjson", "{\"id\":\"1\",\"text\":\"x\",\"attributes\":{\"lang\":\"en\"}}\n", "application/x-ndjson", "NDJSON. Slices from lang.")]
    [InlineData("a.csv", "id,text,lang,surface\r\n1,x,en,reply\r\n", "text/csv", "CSV. Slices from lang, surface.")]
    [InlineData("a.csv", "\uFEFFid,\"text\",split,gold\n", "text/csv", "CSV.")]
    [InlineData("a.csv", "name,words\n", null, "a.csv needs a header with the columns id and text.")]
    [InlineData("a.json", "[{\"id\":1}]", null, "This is one JSON array. Write one object a line (NDJSON) and try again.")]
    [InlineData("a.tsv", "id\ttext\n", null, "The columns are separated by tabs. Save it with commas.")]
    [InlineData("a.ndjson", "{\"key\":\"1\"}\n", null, "The first row has no id or no text.")]
    [InlineData("a.txt", "", null, "The file is empty.")]
    public void A_file_is_recognised_by_its_first_line(string name, string head, string? type, string words)
    {
        var preview = FilePreview.Of(name, head);

        Assert.Equal((type, words), (preview.ContentType, preview.Words));
    }
}
