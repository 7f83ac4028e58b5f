using ActiveLearning.Ledger.Verification;

namespace ActiveLearning.Silo.Commands;

/// <summary><c>verify</c>: reads a whole ledger as of one instant, also under running silos, and prints every promise with what was found. Changes nothing.</summary>
internal static class VerifyCommand
{
    /// <summary>Runs it.</summary>
    /// <returns><see cref="OperatorCommands.Good"/> when every promise holds, <see cref="OperatorCommands.Broken"/>, or <see cref="OperatorCommands.Unreadable"/>.</returns>
    public static async Task<int> RunAsync(IConfiguration configuration, TextWriter output, CancellationToken cancellationToken)
    {
        try
        {
            using var snapshot = StoredLedger.Open(configuration);
            output.WriteLine($"ledger  {PrintedText.Escape(StoredLedger.Describe(configuration))}, schema {snapshot.Schema}, as of {snapshot.Clock.GetUtcNow():yyyy-MM-ddTHH:mm:ss.ffffffZ}");
            var verifier = new LedgerVerifier(snapshot, snapshot.Clock);
            var broken = 0;
            foreach (var project in await snapshot.Projects.ListAsync(cancellationToken))
            {
                output.WriteLine($"\nproject {PrintedText.Escape(project.Id)}");
                foreach (var check in await verifier.VerifyAsync(project.Key, cancellationToken))
                {
                    Print(output, check);
                    broken += check.Holds ? 0 : 1;
                }
            }

            output.WriteLine(broken == 0 ? "\nevery promise holds" : $"\n{broken} broken");
            return broken == 0 ? OperatorCommands.Good : OperatorCommands.Broken;
        }
        catch (OperationCanceledException)
        {
            output.WriteLine("\nstopped before the end: nothing can be said");
            return OperatorCommands.Unreadable;
        }
        catch (Exception unreadable)
        {
            // Of any kind: damaged rows fail wherever they are read.
            output.WriteLine($"\nThe ledger can't be read: {PrintedText.Escape(unreadable.Message)}");
            return OperatorCommands.Unreadable;
        }
    }

    private static void Print(TextWriter output, InvariantCheck check)
    {
        output.WriteLine($"  {(check.Holds ? "holds " : "BROKEN")} {check.Name} ({check.Checked} checked)");
        output.WriteLine($"         {check.Meaning}");
        if (!check.Holds)
        {
            output.WriteLine($"         found: {PrintedText.Escape(check.Detail)}");
        }
    }
}
