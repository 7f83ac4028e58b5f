using ActiveLearning.Silo.Commands;
using ActiveLearning.Silo.Hosting;
using Microsoft.Data.Sqlite;

namespace ActiveLearning.Silo.Backup;

/// <summary>
/// <c>backup --data DIR --to FOLDER</c>: copies the files of a data folder into a new one, also while the silo runs on them, verifies the copy, and only then gives it its name: a folder
/// of that name is whole.
/// </summary>
internal static class BackupCommand
{
    /// <summary>Runs it.</summary>
    /// <returns>
    /// <see cref="OperatorCommands.Good"/> when the copy is there and every promise holds in it, <see cref="OperatorCommands.Broken"/> when the copy is kept as <c>FOLDER.partial</c>
    /// because one does not, <see cref="OperatorCommands.Unreadable"/> when nothing was kept.
    /// </returns>
    public static async Task<int> RunAsync(IConfiguration configuration, TextWriter output, CancellationToken cancellationToken)
    {
        if (StoredLedger.PostgresConnection(configuration) is not null)
        {
            output.WriteLine("This copies files of one process. PostgreSQL has programs of its own for it: pg_dump and pg_restore, or continuous archiving (docs/operations.md).");
            return OperatorCommands.Unreadable;
        }

        if (configuration["to"] is not { Length: > 0 } to)
        {
            output.WriteLine("--to must name the folder to make.");
            return OperatorCommands.Unreadable;
        }

        var source = StartLine.DataPath(configuration);
        var target = Path.TrimEndingDirectorySeparator(Path.GetFullPath(to));
        var partial = target + ".partial";
        if (Path.Exists(target) || Path.Exists(partial))
        {
            output.WriteLine($"{PrintedText.Escape(Path.Exists(target) ? target : partial)} is there already, and nothing is overwritten.");
            return OperatorCommands.Unreadable;
        }

        try
        {
            FlushedFolder.Create(partial);
            foreach (var file in CopyOrder(source))
            {
                cancellationToken.ThrowIfCancellationRequested();
                var name = Path.GetFileName(file);
                output.WriteLine($"copied  {PrintedText.Escape(name)}, {SqliteCopy.Make(file, Path.Combine(partial, name)) / 1e6:0.0} MB");
            }

            var verified = await VerifyCommand.RunAsync(Reading(partial), output, cancellationToken);
            if (verified == OperatorCommands.Broken)
            {
                output.WriteLine($"The copy is as broken as what it was made of; it is kept as {PrintedText.Escape(partial)}.");
                return verified;
            }

            if (verified == OperatorCommands.Good)
            {
                FlushedFolder.Rename(partial, target);
                output.WriteLine($"backup  {PrintedText.Escape(target)}");
                return verified;
            }
        }
        catch (OperationCanceledException)
        {
            output.WriteLine("stopped before the end");
        }
        catch (Exception failure) when (failure is SqliteException or InvalidDataException or IOException or UnauthorizedAccessException)
        {
            output.WriteLine($"There is no backup: {PrintedText.Escape(failure.Message)}");
        }

        if (Directory.Exists(partial))
        {
            Directory.Delete(partial, recursive: true);
        }

        return OperatorCommands.Unreadable;
    }

    /// <summary>
    /// What each file says stands on the one before it. Settings first: without their project they would wait for whoever takes its id next. Accounts last: a label whose annotator is
    /// unknown could be taken for somebody else's who is invited under that name later, and a key that was revoked meanwhile stays revoked.
    /// </summary>
    private static string[] CopyOrder(string source) =>
    [
        Path.Combine(source, DataFolder.GrainsFileName),
        Path.Combine(source, DataFolder.LedgerFileName),
        Path.Combine(source, DataFolder.IdentityFileName),
    ];

    private static IConfigurationRoot Reading(string folder) =>
        new ConfigurationBuilder().AddInMemoryCollection([KeyValuePair.Create("data", (string?)folder)]).Build();
}
