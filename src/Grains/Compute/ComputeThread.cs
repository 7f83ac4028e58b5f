using System.Runtime.InteropServices;

namespace ActiveLearning.Grains.Compute;

/// <summary>
/// Threads that burn processor time in the background. They give way to the threads that answer people: where cores are short, a refit or a re-rank takes longer and a
/// label does not.
/// </summary>
internal static class ComputeThread
{
    // A third of the share of an ordinary thread when both want the same core (the kernel's weight for nice 5 is 335, for 0 it is 1,024): enough to go on under load.
    private const int Niceness = 5;

    /// <summary>Starts a thread that runs <paramref name="work"/> in the background.</summary>
    public static Thread Start(string name, Action work)
    {
        var thread = new Thread(() =>
        {
            GiveWay();
            work();
        })
        {
            IsBackground = true,
            Name = name,
            Priority = ThreadPriority.BelowNormal,
        };
        thread.Start();
        return thread;
    }

    // .NET does not pass Thread.Priority on to Linux, where niceness belongs to each thread and its children inherit it. A kernel that refuses leaves things as they are.
    private static void GiveWay()
    {
        if (OperatingSystem.IsLinux())
        {
            _ = Nice(Niceness);
        }
    }

    [DllImport("libc", EntryPoint = "nice"), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Nice(int more);
}
