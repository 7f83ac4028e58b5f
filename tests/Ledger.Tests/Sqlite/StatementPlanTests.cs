using System.Reflection;
using System.Text.RegularExpressions;
using ActiveLearning.Ledger.Sqlite;
using Microsoft.Data.Sqlite;

namespace ActiveLearning.Ledger.Tests.Sqlite;

/// <summary>How SQLite looks rows up: it keeps no statistics here and takes any project for small, so a statement that leaves it the choice may read all rows of a project for one item.</summary>
public sealed partial class StatementPlanTests : IAsyncLifetime
{
    // What reads all there is of a small table, counts or lists a whole project for a caller who asked for that, or has an index that holds little more than what it wants.
    private static readonly HashSet<string> Whole =
    [
        "GroupReads.SelectLabelledTwins items_with_test_twin",
        "ItemReads.SelectBlocked items_blocked",
        "WalkReads.SelectWalk items_by_walk",
        "LabelReads.SelectAllLive items_by_holder",
        "LabelReads.SelectByAnnotator live_answers_by_annotator",
        "ProjectRows.SelectCounts items_by_holder",
    ];

    // "closed" is what one annotator has closed.
    private static readonly HashSet<string> SmallTables = ["standards", "model_versions", "pool_lsas", "projects", "p", "s", "closed"];

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("ledger-tests-");

    private string File => Path.Combine(folder.FullName, "ledger.db");

    public async Task InitializeAsync()
    {
        await using var ledger = new SqliteLedger(new SqliteLedgerOptions { DataFile = File }, TimeProvider.System);
        await ledger.Projects.ListAsync(default);
    }

    public Task DisposeAsync()
    {
        SqliteConnection.ClearAllPools();
        folder.Delete(recursive: true);
        return Task.CompletedTask;
    }

    [Fact]
    public void No_statement_reads_all_rows_of_a_project_but_those_that_count_or_page_through_them()
    {
        using var connection = new SqliteConnection($"Data Source={File};Mode=ReadOnly");
        connection.Open();

        var found =
            from statement in Statements()
            from step in Plan(connection, statement.Name, statement.Sql)
            let whole = WholeProject().Match(step)
            where whole.Success && !SmallTables.Contains(whole.Groups["table"].Value)
            select $"{statement.Name} {whole.Groups["index"].Value}";

        // Those that are meant to are found, so the rest was looked at, too.
        Assert.Equal(Whole.Order(StringComparer.Ordinal), found.Distinct().Order(StringComparer.Ordinal));
    }

    private static IEnumerable<(string Name, string Sql)> Statements() =>
        from type in typeof(SqliteLedger).Assembly.GetTypes()
        where !type.FullName!.Contains(".Postgres", StringComparison.Ordinal)
        from field in type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
        where field is { IsLiteral: true } && field.FieldType == typeof(string)
        let sql = ((string)field.GetRawConstantValue()!).TrimStart()
        where Verb().IsMatch(sql)
        select ($"{type.Name}.{field.Name}", sql);

    private static List<string> Plan(SqliteConnection connection, string name, string sql)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The texts are the ledger's own constants.
        command.CommandText = "EXPLAIN QUERY PLAN " + sql;
#pragma warning restore CA2100
        foreach (Match parameter in Parameter().Matches(sql))
        {
            if (!command.Parameters.Contains(parameter.Value))
            {
                command.Parameters.AddWithValue(parameter.Value, 1);
            }
        }

        try
        {
            using var rows = command.ExecuteReader();
            var steps = new List<string>();
            while (rows.Read())
            {
                steps.Add(rows.GetString(3));
            }

            return steps;
        }
        catch (SqliteException failure)
        {
            throw new InvalidOperationException($"{name} can't be explained: {failure.Message}", failure);
        }
    }

    [GeneratedRegex(@"^(SELECT|WITH|UPDATE|DELETE|INSERT)\s", RegexOptions.IgnoreCase)]
    private static partial Regex Verb();

    [GeneratedRegex(@"\?\d+")]
    private static partial Regex Parameter();

    [GeneratedRegex(@"^(SCAN (?!json_each|CONSTANT|\d)(?<table>\w+)|SEARCH (?<table>\w+) USING (?:COVERING )?(?:INDEX )?(?<index>PRIMARY KEY|\w+) \(project=\?\)$)")]
    private static partial Regex WholeProject();
}
