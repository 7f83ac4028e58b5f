using System.Runtime.CompilerServices;
using System.Text;
using CsvHelper;

namespace ActiveLearning.Silo.Import;

/// <summary>Reads CSV (RFC 4180, UTF-8, commas, with a header) record by record in constant memory.</summary>
internal static class CsvRows
{
    // A record beyond this is most likely a quote that was never closed; reading on would keep the rest of the file in memory.
    private const int MaximumRecordBytes = 16 * 1024 * 1024;

    private const int MaximumColumns = 1_000;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Every record after the header, in order.</summary>
    public static async IAsyncEnumerable<ImportRow> ReadAsync(Stream body, ItemRowRules rules, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var isMalformed = false;
        var options = new CsvReaderOptions
        {
            Separator = ',',
            MaxRecordSize = MaximumRecordBytes,
            OnMalformedRecord = _ => isMalformed = true,
        };
        await using var csv = CsvReader.Create(body, options, leaveOpen: true);
        var columns = Array.Empty<string>();
        var isHeaderRead = false;
        for (var row = 0; ; row++)
        {
            isMalformed = false;
            string? broken = null;
            var isThere = false;
            try
            {
                isThere = await (isHeaderRead ? csv.ReadAsync(cancellationToken) : ReadHeaderAsync(csv, cancellationToken));
            }
            catch (CsvFormatException)
            {
                broken = "the record is longer than 16 MiB (is a quote left open?); the upload was not read any further";
            }

            if (broken is null && !isHeaderRead)
            {
                isHeaderRead = true;
                (columns, broken) = isMalformed ? ([], "the header's quotes don't match") : CheckHeader(csv.Headers);
                isThere = broken is null;
                if (isThere)
                {
                    continue;
                }
            }

            if (broken is not null)
            {
                yield return ImportRow.Bad(row, "", broken);
            }

            if (!isThere)
            {
                yield break;
            }

            yield return isMalformed ? ImportRow.Bad(row, "", "a quote is where none belongs, or is left open") : Parse(row, csv, columns, rules);
        }
    }

    private static async ValueTask<bool> ReadHeaderAsync(CsvReader csv, CancellationToken cancellationToken)
    {
        await csv.ReadHeaderAsync(cancellationToken);
        return true;
    }

    private static (string[] Columns, string? Wrong) CheckHeader(IReadOnlyList<string> header)
    {
        var columns = header.Select(h => h.Trim()).ToArray();
        return columns.Length > MaximumColumns ? ([], "the header has more than 1,000 columns")
            : columns.Any(c => c.Length == 0 || c.Contains('\uFFFD', StringComparison.Ordinal)) ? ([], "a column of the header has no name, or one that is not valid Unicode text")
            : columns.Distinct(StringComparer.Ordinal).Count() < columns.Length ? ([], "two columns of the header have the same name")
            : columns.Contains("id") && columns.Contains("text") ? (columns, null)
            : ([], "the header must name the columns id and text");
    }

    private static ImportRow Parse(int row, CsvReader csv, string[] columns, ItemRowRules rules)
    {
        if (csv.FieldCount != columns.Length)
        {
            return ImportRow.Bad(row, "", $"has {csv.FieldCount} fields where the header has {columns.Length}");
        }

        var raw = default(RawRow);
        var attributes = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < columns.Length; i++)
        {
            string value;
            try
            {
                value = StrictUtf8.GetString(csv.GetSpan(i));
            }
            catch (DecoderFallbackException)
            {
                return ImportRow.Bad(row, columns[i], "is not valid Unicode text");
            }

            // Empty means absent.
            if (value.Length > 0 && !TrySet(columns[i], value, ref raw))
            {
                attributes.Add(columns[i], value);
            }
        }

        return rules.Apply(row, raw with { Attributes = attributes });
    }

    private static bool TrySet(string column, string value, ref RawRow raw)
    {
        switch (column)
        {
            case "id":
                raw = raw with { Id = value };
                return true;
            case "text":
                raw = raw with { Text = value };
                return true;
            case "gold":
                raw = raw with { Gold = value };
                return true;
            case "split":
                raw = raw with { Split = value };
                return true;
            default:
                return false;
        }
    }
}
