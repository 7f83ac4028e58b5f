using System.Diagnostics;

namespace ActiveLearning.Harness;

/// <summary>A command of the program, run as an operator runs it.</summary>
public static class OperatorCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Runs it to its end.</summary>
    /// <param name="arguments">The command and its settings.</param>
    /// <returns>How it ended, and all that it printed.</returns>
    public static async Task<(int ExitCode, string Output)> RunAsync(params string[] arguments)
    {
        var program = Path.Combine(Repository.Root, "src", "Silo", "bin", "Release", "net10.0", "linux-x64", "ActiveLearning.Silo.dll");
        using var deadline = new CancellationTokenSource(Patience);
        using var process = Process.Start(new ProcessStartInfo("dotnet", [program, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        try
        {
            var error = process.StandardError.ReadToEndAsync(deadline.Token);
            var output = await process.StandardOutput.ReadToEndAsync(deadline.Token);
            await process.WaitForExitAsync(deadline.Token);
            return (process.ExitCode, output + await error);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill();
            }
        }
    }
}
