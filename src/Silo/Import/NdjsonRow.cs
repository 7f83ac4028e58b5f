using System.Text;
using System.Text.Json;

namespace ActiveLearning.Silo.Import;

/// <summary>Reads one line of NDJSON. Types are strict: a number is no text, and a member that is there twice is refused; unknown members are left aside.</summary>
internal static class NdjsonRow
{
    private static readonly IReadOnlyDictionary<string, string> NoAttributes = new Dictionary<string, string>();

    private static readonly JsonReaderOptions Strict = new() { MaxDepth = 16 };

    /// <summary>Reads the line and applies the rules.</summary>
    public static ImportRow Parse(int row, ReadOnlySpan<byte> line, ItemRowRules rules)
    {
        var field = "";
        try
        {
            return Read(row, line, rules, ref field);
        }
        catch (JsonException)
        {
            return ImportRow.Bad(row, field, "the line is not one JSON object");
        }
        catch (InvalidOperationException)
        {
            // The reader's way of saying that bytes are no UTF-8, or that an escape is half of a surrogate pair.
            return ImportRow.Bad(row, field, "is not valid Unicode text");
        }
    }

    private static ImportRow Read(int row, ReadOnlySpan<byte> line, ItemRowRules rules, ref string field)
    {
        var json = new Utf8JsonReader(line, Strict);
        json.Read();
        if (json.TokenType != JsonTokenType.StartObject)
        {
            return ImportRow.Bad(row, "", "the line is not one JSON object");
        }

        var raw = new RawRow(null, null, NoAttributes, null, null);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        string? wrong = null;
        var wrongField = "";
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            field = json.GetString()!;
            json.Read();
            var reason = seen.Add(field) ? ReadMember(ref json, field, ref raw) : Twice(ref json);
            if (reason is not null && wrong is null)
            {
                // The rest is still read: a line that is no JSON at all is told as such.
                (wrong, wrongField) = (reason, field);
            }

            field = ""; // What comes next belongs to no member yet.
        }

        if (json.Read())
        {
            throw new JsonException();
        }

        return wrong is null ? rules.Apply(row, raw) : ImportRow.Bad(row, wrongField, wrong);
    }

    private static string? ReadMember(ref Utf8JsonReader json, string name, ref RawRow raw)
    {
        string? value = null;
        if (name is "id" or "text" or "gold" or "split")
        {
            if (json.TokenType is not (JsonTokenType.String or JsonTokenType.Null))
            {
                json.Skip();
                return "must be a string";
            }

            value = json.GetString();
        }

        switch (name)
        {
            case "id":
                raw = raw with { Id = value };
                return null;
            case "text":
                raw = raw with { Text = value };
                return null;
            case "gold":
                raw = raw with { Gold = value };
                return null;
            case "split":
                raw = raw with { Split = value };
                return null;
            case "attributes":
                return ReadAttributes(ref json, ref raw);
            default:
                json.Skip();
                return null;
        }
    }

    private static string? ReadAttributes(ref Utf8JsonReader json, ref RawRow raw)
    {
        if (json.TokenType == JsonTokenType.Null)
        {
            return null;
        }

        if (json.TokenType != JsonTokenType.StartObject)
        {
            json.Skip();
            return "must be an object";
        }

        string? wrong = null;
        var attributes = new Dictionary<string, string>(StringComparer.Ordinal);
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var name = json.GetString()!;
            json.Read();
            var value = json.TokenType switch
            {
                JsonTokenType.String => json.GetString(),
                JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False => Encoding.UTF8.GetString(json.ValueSpan),
                _ => null,
            };
            if (value is not null)
            {
                wrong ??= attributes.TryAdd(name, value) ? null : "a name is there twice";
            }
            else if (json.TokenType != JsonTokenType.Null)
            {
                json.Skip();
                wrong ??= "values must be strings";
            }
        }

        raw = raw with { Attributes = attributes };
        return wrong;
    }

    private static string Twice(ref Utf8JsonReader json)
    {
        json.Skip();
        return "is there twice";
    }
}
