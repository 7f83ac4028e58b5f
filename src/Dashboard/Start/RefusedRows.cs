using System.Globalization;
using System.Text;
using ActiveLearning.Contracts.Api;

namespace ActiveLearning.Dashboard.Start;

/// <summary>The rows of an import that were left out, as a file that a spreadsheet can open without running anything.</summary>
public static class RefusedRows
{
    /// <summary>CSV (RFC 4180) with the columns row, field and reason.</summary>
    public static string ToCsv(IReadOnlyList<ImportError> errors)
    {
        var csv = new StringBuilder("row,field,reason\r\n");
        foreach (var error in errors)
        {
            csv.Append(error.Row.ToString(CultureInfo.InvariantCulture)).Append(',').Append(Cell(error.Field)).Append(',').Append(Cell(error.Reason)).Append("\r\n");
        }

        return csv.ToString();
    }

    /// <summary>
    /// One cell. A field name comes from the uploaded file, and a spreadsheet takes a cell that starts with = + - @ (or a tab or carriage return before one)
    /// for a formula: an apostrophe in front makes it text again.
    /// </summary>
    public static string Cell(string text)
    {
        if (text.Length > 0 && text[0] is '=' or '+' or '-' or '@' or '\t' or '\r' or '\n')
        {
            text = "'" + text;
        }

        return text.AsSpan().IndexOfAny(",\"\r\n") >= 0 ? "\"" + text.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"" : text;
    }
}
