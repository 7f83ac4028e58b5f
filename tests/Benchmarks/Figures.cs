using System.Globalization;
using System.Text.Json;
using Spectre.Console;

namespace ActiveLearning.Benchmarks;

/// <summary>What a verb measured: a table for people, then one <c>ratio</c> line a figure for scripts, and all of it as JSON.</summary>
/// <param name="verb">Name of the verb.</param>
internal sealed class Figures(string verb)
{
    private readonly List<Row> _rows = [];
    private readonly List<Ratio> _ratios = [];

    /// <summary>Adds a line to the table.</summary>
    public void Add(string what, double value, string unit, string note = "") => _rows.Add(new Row(what, value, unit, note));

    /// <summary>Adds a figure: how much of a limit was used or reached.</summary>
    public void AddRatio(string name, double value, string limit) => _ratios.Add(new Ratio(name, value, limit));

    /// <summary>Prints everything and, where a folder is given, writes <c>VERB.json</c>.</summary>
    public async Task ReportAsync(DirectoryInfo? output, CancellationToken cancellationToken)
    {
        var table = new Table().AddColumns("what", "value", "unit", "note");
        foreach (var row in _rows)
        {
            table.AddRow(Markup.Escape(row.What), row.Value.ToString(row.Value >= 100 ? "N0" : "0.###", CultureInfo.InvariantCulture), row.Unit, Markup.Escape(row.Note));
        }

        AnsiConsole.Write(table);
        foreach (var ratio in _ratios)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"ratio {ratio.Name} = {ratio.Value:0.###} of {ratio.Limit}"));
        }

        if (output is not null)
        {
            output.Create();
            await File.WriteAllTextAsync(
                Path.Combine(output.FullName, $"{verb}.json"), JsonSerializer.Serialize(new { verb, rows = _rows, ratios = _ratios }), cancellationToken);
        }
    }

    /// <summary>The middle value; of an even number of them the mean of the middle two.</summary>
    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    /// <summary>The smallest value that this share of all values does not exceed.</summary>
    public static double Quantile(IEnumerable<double> values, double share)
    {
        var sorted = values.Order().ToArray();
        return sorted[Math.Max(0, (int)Math.Ceiling(share * sorted.Length) - 1)];
    }

    private sealed record Row(string What, double Value, string Unit, string Note);

    private sealed record Ratio(string Name, double Value, string Limit);
}
