using System.Collections.Concurrent;
using System.Text.RegularExpressions;

namespace ActiveLearning.Ledger.Postgres;

/// <summary>
/// Statements as PostgreSQL wants them. They are written for both databases: all that differs is how a parameter is named, how a list of numbers is read or
/// looked up, and SQLite's hints for its planner.
/// </summary>
internal static partial class Dialect
{
    // OFFSET keeps the subquery from being joined in another order, whatever the planner believed of the table when it made the plan.
    private const string Lookups = "json_each(?$1), LATERAL (SELECT * FROM $2 WHERE $3 OFFSET 0) $2";

    // Statements are constants, so there are only as many as the program has.
    private static readonly ConcurrentDictionary<string, string> Known = new(StringComparer.Ordinal);

    /// <summary>Names parameters <c>$1</c>, compares with lists, looks their numbers up or unnests them, and leaves the hints out.</summary>
    public static string ToPostgres(string sql) => Known.GetOrAdd(
        sql, static text => Hint().Replace(Parameter().Replace(List().Replace(OneOfList().Replace(EachOfList().Replace(text, Lookups), "= ANY(?$1)"), "unnest(?$1) numbers (value)"), "$$$1"), ""));

    [GeneratedRegex(@"json_each\(\?(\d+)\) CROSS JOIN (\w+) INDEXED BY \w+ ON (.+)$")]
    private static partial Regex EachOfList();

    [GeneratedRegex(@"\?(\d+)")]
    private static partial Regex Parameter();

    // A comparison is looked up in an index by each number; a subquery would be joined, and a planner that takes the project for small joins it with all rows of the project.
    [GeneratedRegex(@"\bIN \(SELECT value FROM json_each\(\?(\d+)\)\)")]
    private static partial Regex OneOfList();

    [GeneratedRegex(@"json_each\(\?(\d+)\)")]
    private static partial Regex List();

    // SQLite keeps the order of a CROSS JOIN; here it is an ordinary join.
    [GeneratedRegex(@" INDEXED BY \w+|\bCROSS (?=JOIN\b)")]
    private static partial Regex Hint();
}
