using System.Diagnostics;
using System.Globalization;
using ActiveLearning.Ledger.Sqlite;
using ActiveLearning.Ledger.Verification;

namespace ActiveLearning.Ledger.Tests.Sqlite;

/// <summary>A process of its own writes and is killed with SIGKILL in the middle.</summary>
public sealed class CrashTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("ledger-tests-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task Every_acknowledged_label_is_there_after_a_killed_process()
    {
        var file = Path.Combine(folder.FullName, "ledger.db");
        var acknowledged = new Dictionary<long, (int Ordinal, int Class)>();
        foreach (var life in new[] { 0, 1, 2 })
        {
            foreach (var (sequence, label) in await WriteUntilKilledAsync(file, life, labels: 400))
            {
                Assert.True(acknowledged.TryAdd(sequence, label), $"label number {sequence} was given twice");
            }
        }

        await using var ledger = new SqliteLedger(new SqliteLedgerOptions { DataFile = file }, TimeProvider.System);
        var project = (await ledger.Projects.FindAsync("p1", default))!.Key;
        foreach (var (sequence, (ordinal, classPosition)) in acknowledged)
        {
            var row = await ledger.Labels.FindLabelAsync(project, sequence, default);
            Assert.Equal((ordinal, classPosition), (row?.Ordinal, row?.Class));
        }

        var checks = await new LedgerVerifier(ledger, TimeProvider.System).VerifyAsync(project, default);
        Assert.All(checks, check => Assert.True(check.Holds, $"{check.Name}: {check.Detail}"));
    }

    private static async Task<Dictionary<long, (int Ordinal, int Class)>> WriteUntilKilledAsync(string file, int life, int labels)
    {
        using var process = Process.Start(new ProcessStartInfo(
            "dotnet", ["exec", typeof(CrashTests).Assembly.Location, CrashWriter.Verb, file, life.ToString(CultureInfo.InvariantCulture)])
        {
            RedirectStandardOutput = true,
        })!;
        var acknowledged = new Dictionary<long, (int, int)>();
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            // A line that the kill cut in two was acknowledged to nobody.
            if (line.Split(' ') is [var sequence, var ordinal, var classPosition, "ok"])
            {
                acknowledged.Add(
                    long.Parse(sequence, CultureInfo.InvariantCulture),
                    (int.Parse(ordinal, CultureInfo.InvariantCulture), int.Parse(classPosition, CultureInfo.InvariantCulture)));
            }

            if (acknowledged.Count == labels)
            {
                process.Kill();
            }
        }

        await process.WaitForExitAsync();
        Assert.True(acknowledged.Count >= labels, $"the writer ended by itself after {acknowledged.Count} labels");
        return acknowledged;
    }
}
