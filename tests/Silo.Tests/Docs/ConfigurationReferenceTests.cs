using System.Reflection;
using ActiveLearning.Grains.ContentItems;
using ActiveLearning.Grains.Encoding;
using ActiveLearning.Grains.Insight;
using ActiveLearning.Grains.Partitions;
using ActiveLearning.Grains.Routing;
using ActiveLearning.Grains.Training;
using ActiveLearning.Harness;
using ActiveLearning.Ledger.Postgres;
using ActiveLearning.Ledger.Sqlite;
using ActiveLearning.Silo.Embeddings;
using ActiveLearning.Silo.Hosting;
using ActiveLearning.Silo.Hosting.Clock;
using ActiveLearning.Silo.Identity;
using ActiveLearning.Silo.Import;
using ActiveLearning.Silo.Projects;
using ActiveLearning.Silo.Sample;
using ActiveLearning.Silo.Telemetry;

namespace ActiveLearning.Silo.Tests.Docs;

/// <summary>The table of options in docs/operations.md against the options classes themselves.</summary>
public sealed class ConfigurationReferenceTests
{
    private static readonly Dictionary<Type, string> Sections = new()
    {
        [typeof(SqliteLedgerOptions)] = "Ledger",
        [typeof(PostgresLedgerOptions)] = "Ledger",
        [typeof(ClockSettings)] = ClockSettings.Section,
        [typeof(ClusterSettings)] = ClusterSettings.Section,
        [typeof(EmbeddingOptions)] = "Embeddings",
        [typeof(ProjectOptions)] = "Projects",
        [typeof(AccountOptions)] = "Accounts",
        [typeof(SampleOptions)] = "Sample",
        [typeof(ImportOptions)] = ImportOptions.Section,
        [typeof(TelemetryOptions)] = TelemetryOptions.Section,
        [typeof(LeaseOptions)] = LeaseOptions.Section,
        [typeof(InsightOptions)] = InsightOptions.Section,
        [typeof(RouterOptions)] = RouterOptions.Section,
        [typeof(PartitionOptions)] = PartitionOptions.Section,
        [typeof(RefitOptions)] = RefitOptions.Section,
        [typeof(EncodingOptions)] = EncodingOptions.Section,
    };

    // Made of --data.
    private static readonly string[] NotConfigured = ["Ledger:DataFile"];

    [Fact]
    public void Every_options_class_of_the_program_is_known_here()
    {
        Assembly[] program = [typeof(SqliteLedgerOptions).Assembly, typeof(LeaseOptions).Assembly, typeof(Stores).Assembly];

        var found = program.SelectMany(a => a.GetTypes()).Where(t => t.Namespace?.StartsWith("ActiveLearning", StringComparison.Ordinal) == true && !t.IsNested)
            .Where(t => t.Name.EndsWith("Options", StringComparison.Ordinal) || t.Name.EndsWith("Settings", StringComparison.Ordinal) && t.GetField("Section") is not null);

        Assert.Equal(Sections.Keys.Select(t => t.Name).Order(), found.Select(t => t.Name).Order());
    }

    [Fact]
    public void Every_option_stands_in_the_reference_with_its_default_and_none_stands_there_that_is_gone()
    {
        var told = File.ReadLines(Path.Combine(Repository.Root, "docs", "operations.md"))
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal) && line.Contains(':', StringComparison.Ordinal))
            .Select(line => line.Split('|').Select(cell => cell.Trim()).ToArray())
            .Where(cells => Sections.ContainsValue(cells[1].Trim('`').Split(':')[0]))
            .ToLookup(cells => cells[1].Trim('`'), cells => cells[2]);
        var options = Sections.SelectMany(section => Settable(section.Key).Select(p => (Name: $"{section.Value}:{p.Name}", Default: Write(p.GetValue(Activator.CreateInstance(section.Key))))))
            .Where(option => !NotConfigured.Contains(option.Name)).ToArray();

        Assert.Equal(
            options.Select(o => o.Name).Append("Ledger:Provider").Distinct().Order(),
            told.Select(row => row.Key).Order());
        Assert.All(options, option => Assert.Contains($"`{option.Default}`", string.Join(' ', told[option.Name]), StringComparison.Ordinal));
    }

    private static IEnumerable<PropertyInfo> Settable(Type type) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.SetMethod is not null);

    private static string Write(object? value) => value switch
    {
        null or "" => "none",
        TimeSpan span => span.ToString("c"),
        bool flag => flag ? "true" : "false",
        IEnumerable<string> list => list.Any() ? string.Join(',', list) : "none",
        IFormattable number => number.ToString(null, System.Globalization.CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };
}
