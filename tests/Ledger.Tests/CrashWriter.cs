using System.Globalization;
using ActiveLearning.Ledger.Labels;
using ActiveLearning.Ledger.Sqlite;
using ActiveLearning.Ledger.Tests.Support;

namespace ActiveLearning.Ledger.Tests;

/// <summary>What the crash test kills: sixteen annotators who label as fast as they can, and a line for every acknowledged label.</summary>
internal static class CrashWriter
{
    public const string Verb = "write-until-killed";

    private const int ItemsALife = 20_000;

    public static async Task<int> Main(string[] arguments)
    {
        if (arguments is not [Verb, var file, var lifeText])
        {
            return 2;
        }

        var life = int.Parse(lifeText, CultureInfo.InvariantCulture);
        await using var ledger = new SqliteLedger(new SqliteLedgerOptions { DataFile = file }, TimeProvider.System);
        var project = (await ledger.Projects.CreateAsync(Samples.Project(), default)).Project.Key;
        var output = TextWriter.Synchronized(new StreamWriter(Console.OpenStandardOutput()) { AutoFlush = true });
        var importing = ImportAsync(ledger, project, life);
        await Task.WhenAll(Enumerable.Range(0, 16).Select(annotator => LabelAsync(ledger, project, life, annotator, output)));
        await importing;
        return 0;
    }

    private static async Task ImportAsync(SqliteLedger ledger, int project, int life)
    {
        for (var from = 0; from < ItemsALife; from += 100)
        {
            await ledger.Items.ImportAsync(project, Samples.Items(100, (life * ItemsALife) + from), default);
        }
    }

    private static async Task LabelAsync(SqliteLedger ledger, int project, int life, int annotator, TextWriter output)
    {
        // The import runs ahead; an item that is not there yet is asked for again.
        var ordinal = (await ledger.Projects.CountAsync(project, default)).Total + annotator;
        while (ordinal < (life + 1) * ItemsALife)
        {
            var granted = await ledger.Labels.GrantAsync(Samples.Grant(project, ordinal, $"a{annotator}"), default);
            if (granted.Outcome == GrantOutcome.Unknown)
            {
                continue;
            }

            if (granted.Lease is { } lease)
            {
                var label = (await ledger.Labels.RecordAsync(new RecordRequest(project, lease.Id, ordinal % 3, 500, 1), default)).Label!;
                await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{label.Sequence} {label.Ordinal} {label.Class} ok"));
            }

            ordinal += 16;
        }
    }
}
