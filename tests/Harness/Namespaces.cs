using System.Diagnostics;
using System.Globalization;

namespace ActiveLearning.Harness;

/// <summary>Whether this machine lets a program make network namespaces, which a silo that is cut off needs.</summary>
public static class Namespaces
{
    /// <summary>Why there are none; null where they can be made.</summary>
    public static string? WhyNot { get; } = Try();

    private static string? Try()
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"al-try-{Environment.ProcessId}");
        try
        {
            return Run("netns", "add", name) ?? Run("-n", name, "link", "add", "br0", "type", "bridge");
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return "This machine has no program ip: apt-get install -y iproute2";
        }
        finally
        {
            if (File.Exists($"/run/netns/{name}"))
            {
                Run("netns", "del", name);
            }
        }
    }

    private static string? Run(params string[] words)
    {
        var start = new ProcessStartInfo("ip", words) { RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var said = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? null : $"This machine allows no network namespaces (ip {string.Join(' ', words)}: {said.Trim()}); run the tests as root to try this fault.";
    }
}
