using System.Diagnostics;
using ActiveLearning.Harness;

namespace ActiveLearning.EndToEnd.Tests.Api;

/// <summary>A start of the program that ends by itself.</summary>
internal static class RefusedStart
{
    /// <summary>Starts the program, waits for its end and returns what it told.</summary>
    public static async Task<(int ExitCode, string Error)> RunAsync(string dataFolder, string adminKey, CancellationToken cancellationToken)
    {
        var program = Path.Combine(Repository.Root, "src", "Silo", "bin", "Release", "net10.0", "linux-x64", "ActiveLearning.Silo.dll");
        var start = new ProcessStartInfo("dotnet", [program, "--urls", "http://127.0.0.1:0", "--data", dataFolder]) { RedirectStandardError = true, RedirectStandardOutput = true };
        start.Environment["ACTIVELEARNING_ADMIN_KEY"] = adminKey;
        using var process = Process.Start(start)!;
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
            var error = await process.StandardError.ReadToEndAsync(cancellationToken);
            await output;
            await process.WaitForExitAsync(cancellationToken);
            return (process.ExitCode, error);
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
