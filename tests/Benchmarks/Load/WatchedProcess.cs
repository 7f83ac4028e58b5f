using System.Diagnostics;
using System.Globalization;

namespace ActiveLearning.Benchmarks.Load;

/// <summary>What another process of this machine uses, as the kernel counts it (Linux).</summary>
/// <param name="id">Process id.</param>
internal sealed class WatchedProcess(int id)
{
    private const double Mebibyte = 1_024;

    /// <summary>Memory in use, MiB.</summary>
    public double ResidentMiB => Read("VmRSS:");

    /// <summary>The most memory that was in use since <see cref="ForgetPeak"/>, MiB.</summary>
    public double PeakMiB => Read("VmHWM:");

    /// <summary>Processor time since it started.</summary>
    public TimeSpan Processor
    {
        get
        {
            using var process = Process.GetProcessById(id);
            return process.TotalProcessorTime;
        }
    }

    /// <summary>Counts the peak from here on.</summary>
    public void ForgetPeak() => File.WriteAllText($"/proc/{id}/clear_refs", "5");

    private double Read(string field)
    {
        var line = File.ReadLines($"/proc/{id}/status").First(l => l.StartsWith(field, StringComparison.Ordinal));
        return double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)[^2].Split('\t')[^1], CultureInfo.InvariantCulture) / Mebibyte;
    }
}
