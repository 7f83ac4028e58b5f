using System.Globalization;

namespace ActiveLearning.Benchmarks.Load;

/// <summary>A limit on the processor time of other processes, by the kernel's control groups (version 1 or 2). Gone when disposed; the processes go back to the group above.</summary>
internal sealed class CpuQuota : IDisposable
{
    private const string Root = "/sys/fs/cgroup";
    private const int PeriodMicroseconds = 100_000;

    private readonly string _above;
    private readonly string _folder;
    private readonly bool _isSecondVersion;

    private CpuQuota(string above, string folder, bool isSecondVersion)
    {
        (_above, _folder, _isSecondVersion) = (above, folder, isSecondVersion);
        Directory.CreateDirectory(folder);
    }

    /// <summary>Why this machine can't limit anything; null when it can.</summary>
    public static string? Missing()
    {
        try
        {
            using var tried = Make("tried", 1);
            return null;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return $"control groups can't be written here ({refused.Message}): a quota needs {Root} writable, as root, with the cpu controller";
        }
    }

    /// <summary>Makes a group.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="cores">Cores that its processes may use together, for example 0.2.</param>
    public static CpuQuota Make(string name, double cores)
    {
        var isSecond = File.Exists(Path.Combine(Root, "cgroup.controllers"));
        var above = isSecond ? Root : Path.Combine(Root, "cpu");
        if (isSecond)
        {
            File.WriteAllText(Path.Combine(above, "cgroup.subtree_control"), "+cpu");
        }

        var quota = new CpuQuota(above, Path.Combine(above, $"scale-{Environment.ProcessId}-{name}"), isSecond);
        var microseconds = ((int)(cores * PeriodMicroseconds)).ToString(CultureInfo.InvariantCulture);
        if (isSecond)
        {
            quota.Write("cpu.max", $"{microseconds} {PeriodMicroseconds}");
        }
        else
        {
            quota.Write("cpu.cfs_period_us", PeriodMicroseconds.ToString(CultureInfo.InvariantCulture));
            quota.Write("cpu.cfs_quota_us", microseconds);
        }

        return quota;
    }

    /// <summary>Moves a process with all its threads into the group.</summary>
    public void Take(int process) => Write("cgroup.procs", process.ToString(CultureInfo.InvariantCulture));

    /// <summary>Share of the periods in which the group ran out of its quota since it was made.</summary>
    public double ThrottledShare()
    {
        var stat = File.ReadLines(Path.Combine(_folder, "cpu.stat")).Select(line => line.Split(' ')).ToDictionary(f => f[0], f => double.Parse(f[1], CultureInfo.InvariantCulture));
        return stat["nr_periods"] > 0 ? stat["nr_throttled"] / stat["nr_periods"] : 0;
    }

    public void Dispose()
    {
        var processes = Path.Combine(_folder, "cgroup.procs");
        foreach (var process in File.ReadAllLines(processes))
        {
            try
            {
                File.WriteAllText(Path.Combine(_above, "cgroup.procs"), process);
            }
            catch (IOException)
            {
                // It has just ended.
            }
        }

        // A group is a folder whose files can't be removed; the folder itself can.
        Directory.Delete(_folder);
    }

    private void Write(string file, string value) => File.WriteAllText(Path.Combine(_folder, file), value);

    /// <summary>Which version the machine has, for the report.</summary>
    public string Version => _isSecondVersion ? "cgroup v2" : "cgroup v1";
}
