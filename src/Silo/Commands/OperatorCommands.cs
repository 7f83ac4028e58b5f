using ActiveLearning.Silo.Backup;
using ActiveLearning.Silo.Hosting;

namespace ActiveLearning.Silo.Commands;

/// <summary>What the program does besides serving: <c>verify</c>, <c>backup</c>, <c>doctor</c> and <c>ready</c>, with the same configuration.</summary>
/// <remarks>Four words need no library for command lines: everything after them is configuration, as for serving.</remarks>
internal static class OperatorCommands
{
    /// <summary>Everything is as it should be.</summary>
    public const int Good = 0;

    /// <summary>Something was found that somebody must look at.</summary>
    public const int Broken = 1;

    /// <summary>The question could not be answered.</summary>
    public const int Unreadable = 2;

    /// <summary>Runs the command that the first argument names.</summary>
    /// <returns>The exit code, or null where the arguments ask to serve.</returns>
    /// <exception cref="StartRefusedException">There is no such command.</exception>
    public static async Task<int?> RunAsync(string[] args)
    {
        if (args is not [var word, .. var rest] || word.StartsWith('-') || word.StartsWith('/') || word.Contains('=', StringComparison.Ordinal))
        {
            return null;
        }

        using var stop = new CancellationTokenSource();
        Console.CancelKeyPress += (_, press) =>
        {
            press.Cancel = true;
            stop.Cancel();
        };
        var configuration = StartLine.CreateBuilder(rest).Configuration;
        return word switch
        {
            "verify" => await VerifyCommand.RunAsync(configuration, Console.Out, stop.Token),
            "backup" => await BackupCommand.RunAsync(configuration, Console.Out, stop.Token),
            "doctor" => await DoctorCommand.RunAsync(configuration, Console.Out, stop.Token),
            "ready" => await ReadyCommand.RunAsync(configuration, Console.Out, stop.Token),
            _ => throw new StartRefusedException($"There is no command {PrintedText.Escape(word)}: verify checks a ledger, backup copies a data folder, doctor this machine, ready asks a running silo; without a command the program serves."),
        };
    }
}
