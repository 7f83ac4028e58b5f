using System.Diagnostics;

namespace ActiveLearning.Silo.Commands;

/// <summary>How fast the disk of the data folder takes a write and says that it has it: each commit waits for one such flush.</summary>
internal static class FlushRate
{
    private const int PageBytes = 4_096;

    // Below this a lone annotator notices that an answer waits for the disk.
    private const double SlowMs = 50;
    private const long LowBytes = 1L << 30;
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(1);

    /// <summary>Writes and flushes a page again and again for a second, in a file that is gone afterwards.</summary>
    public static IReadOnlyList<Diagnosis> Look(string folder)
    {
        if (!Directory.Exists(folder))
        {
            return [Diagnosis.Doubtful("data folder", $"{folder} is not there yet; the first start makes it")];
        }

        var free = new DriveInfo(folder).AvailableFreeSpace;
        var room = $"{folder}, {free / 1e9:0.0} GB free";
        return [free < LowBytes ? Diagnosis.Doubtful("data folder", room) : Diagnosis.Good("data folder", room), Measure(folder)];
    }

    private static Diagnosis Measure(string folder)
    {
        var page = new byte[PageBytes];
        var times = new List<double>();
        using var file = new FileStream(
            Path.Combine(folder, $".flush-{Path.GetRandomFileName()}"), FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.DeleteOnClose);
        for (var started = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(started) < Budget;)
        {
            var before = Stopwatch.GetTimestamp();
            file.Write(page);
            file.Flush(flushToDisk: true);
            times.Add(Stopwatch.GetElapsedTime(before).TotalMilliseconds);
        }

        times.Sort();
        var (median, late) = (times[times.Count / 2], times[times.Count * 99 / 100]);
        var told = $"{times.Count / times.Sum() * 1_000:0} flushes/s of {PageBytes} bytes, median {median:0.00} ms, 99th percentile {late:0.00} ms";
        return median > SlowMs ? Diagnosis.Doubtful("disk flush", told) : Diagnosis.Good("disk flush", told);
    }
}
