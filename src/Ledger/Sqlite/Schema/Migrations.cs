using System.Globalization;
using System.Reflection;

namespace ActiveLearning.Ledger.Sqlite;

/// <summary>
/// Brings a database file to the newest schema: numbered scripts, each run once in a transaction of its own. The number reached stands in the file's
/// <c>user_version</c>, and its <c>application_id</c> says that the file is a ledger.
/// </summary>
internal static class Migrations
{
    // "ALLG" in ASCII.
    private const int ApplicationId = 0x414C4C47;
    private const string Prefix = "sqlite-schema/";

    private static readonly Assembly Home = typeof(Migrations).Assembly;

    /// <summary>Number of the newest schema.</summary>
    public static int Newest => Scripts().Max(script => script.Number);

    /// <summary>Runs what is missing.</summary>
    /// <returns>The schema's number before and after.</returns>
    /// <exception cref="InvalidOperationException">The file is another program's, or was written by a newer version of this one.</exception>
    public static (int Before, int After) Apply(SqliteSession session)
    {
        var before = (int)Pragma(session, "PRAGMA user_version");
        var owner = Pragma(session, "PRAGMA application_id");
        if (owner != ApplicationId && (owner != 0 || before != 0 || HasTables(session)))
        {
            throw new InvalidOperationException("The data file is a database of another program; name another file.");
        }

        if (before > Newest)
        {
            throw new InvalidOperationException(
                $"The data file has schema {before}, this version knows up to {Newest}. "
                + "It was written by a newer version: start that one, or restore a backup.");
        }

        foreach (var (number, resource) in Scripts().Where(script => script.Number > before).OrderBy(script => script.Number))
        {
            session.Begin();
            try
            {
                session.Execute(Read(resource));
                session.Execute($"PRAGMA user_version = {number}; PRAGMA application_id = {ApplicationId};");
                session.Commit();
            }
            catch
            {
                session.RollBack();
                throw;
            }
        }

        return (before, Newest);
    }

    /// <summary>The schema's number, which must be this version's: nothing is changed.</summary>
    /// <exception cref="InvalidOperationException">The file is another program's, or has another schema.</exception>
    public static int Require(SqliteSession session)
    {
        if (Pragma(session, "PRAGMA application_id") != ApplicationId)
        {
            throw new InvalidOperationException("The data file is not a ledger.");
        }

        var found = (int)Pragma(session, "PRAGMA user_version");
        return found == Newest ? found : throw new InvalidOperationException(
            $"The data file has schema {found}, this version reads {Newest}. {(found < Newest ? "Start the program on it once, or use the older version." : "Use the newer version that wrote it.")}");
    }

    private static IEnumerable<(int Number, string Resource)> Scripts() =>
        from resource in Home.GetManifestResourceNames()
        where resource.StartsWith(Prefix, StringComparison.Ordinal)
        select (int.Parse(resource.AsSpan(Prefix.Length, 4), NumberStyles.None, CultureInfo.InvariantCulture), resource);

    private static string Read(string resource)
    {
        using var reader = new StreamReader(Home.GetManifestResourceStream(resource)!);
        return reader.ReadToEnd();
    }

    private static bool HasTables(SqliteSession session) => Pragma(session, "SELECT COUNT(*) FROM sqlite_schema") > 0;

    private static long Pragma(SqliteSession session, string sql)
    {
        using var row = session.Prepare(sql);
        return row.Step() ? row.Int64(0) : 0;
    }
}
