using System.Collections.Concurrent;
using System.Text.RegularExpressions;

namespace ActiveLearning.Ledger.Postgres;

/// <summary>
/// Statements as PostgreSQL wants them. They are written for both databases: all that differs is how a parameter is named, how a list of numbers is read,
/// and SQLite's hints for its planner.
/// </summary>
internal static partial class Dialect
{
    // Statements are constants, so there are only as many as the program has.
    private static readonly ConcurrentDictionary<string, string> Known = new(StringComparer.Ordinal);

    /// <summary>Names parameters <c>$1</c>, compares with lists or unnests them, and leaves the hints out.</summary>
    public static string ToPostgres(string sql) => Known.GetOrAdd(
        sql, static text => Hint().Replace(Parameter().Replace(List().Replace(OneOfList().Replace(text, "= ANY(?$1)"), "unnest(?$1) numbers (value)"), "$$$1"), ""));

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
