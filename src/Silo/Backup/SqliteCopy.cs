using Microsoft.Data.Sqlite;

namespace ActiveLearning.Silo.Backup;

/// <summary>A copy of a SQLite file as of one instant, also while another process writes to it.</summary>
internal static class SqliteCopy
{
    /// <summary>Makes it, checks its pages, and waits until the disk has it.</summary>
    /// <param name="source">The file; it is only read.</param>
    /// <param name="target">The file to make.</param>
    /// <returns>Bytes of the copy.</returns>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="SqliteException">The source can't be read, or the copy not written.</exception>
    /// <exception cref="InvalidDataException">The source's pages are damaged.</exception>
    public static long Make(string source, string target)
    {
        if (!File.Exists(source))
        {
            throw new FileNotFoundException($"There is no {source}.");
        }

        using (var from = Open(source, SqliteOpenMode.ReadOnly))
        using (var to = Open(target, SqliteOpenMode.ReadWriteCreate))
        {
            // All pages in one step: between steps a writer would get in, and the copy begin again, without end under load.
            from.BackupDatabase(to);

            // The copy is one file until a silo opens it; the log's mode comes back then.
            Ask(to, "PRAGMA journal_mode = DELETE");
            if (Ask(to, "PRAGMA quick_check(1)") is var found and not "ok")
            {
                throw new InvalidDataException($"{source} is damaged: {found}");
            }
        }

        using var file = new FileStream(target, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        file.Flush(flushToDisk: true);
        return file.Length;
    }

    private static SqliteConnection Open(string file, SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Mode = mode, Pooling = false, DefaultTimeout = 10 }.ConnectionString);
        connection.Open();
        return connection;
    }

    private static string? Ask(SqliteConnection connection, string pragma)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // A pragma of this class.
        command.CommandText = pragma;
#pragma warning restore CA2100
        return command.ExecuteScalar() as string;
    }
}
