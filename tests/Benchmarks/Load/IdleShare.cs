using System.Globalization;

namespace ActiveLearning.Benchmarks.Load;

/// <summary>How idle the whole machine was from one look to the next (Linux).</summary>
internal sealed class IdleShare
{
    private (double Idle, double All) _before = Read();

    /// <summary>Share of the processors' time since the last look in which they had nothing to do, 0 to 1.</summary>
    public double SinceLast()
    {
        var now = Read();
        var share = (now.Idle - _before.Idle) / Math.Max(1, now.All - _before.All);
        _before = now;
        return share;
    }

    // user nice system idle iowait irq softirq steal; guest time is in user time already. Waiting for a disk is having nothing to do.
    private static (double Idle, double All) Read()
    {
        var ticks = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).Take(8)
            .Select(field => double.Parse(field, CultureInfo.InvariantCulture)).ToArray();
        return (ticks[3] + ticks[4], ticks.Sum());
    }
}
