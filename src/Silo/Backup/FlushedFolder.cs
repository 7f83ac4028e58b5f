using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Text;

namespace ActiveLearning.Silo.Backup;

/// <summary>Folders whose names survive a loss of power.</summary>
internal static class FlushedFolder
{
    /// <summary>Makes a folder that only its owner can read: it will hold hashes of passwords and the keys that sign cookies.</summary>
    public static void Create(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    /// <summary>Gives a folder another name in the same parent, once its entries are on the disk.</summary>
    /// <exception cref="IOException">The name is taken, or the disk refuses.</exception>
    public static void Rename(string from, string to)
    {
        Flush(from);
        Directory.Move(from, to);
        Flush(Path.GetDirectoryName(to)!);
    }

    // .NET opens no folders. Where there is no such call the file system keeps names in a journal of its own.
    private static void Flush(string folder)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        var descriptor = Open(Encoding.UTF8.GetBytes(folder + '\0'), flags: 0);
        if (descriptor < 0)
        {
            throw new IOException($"{folder}: {new Win32Exception(Marshal.GetLastPInvokeError()).Message}");
        }

        var failed = Fsync(descriptor) < 0;
        var reason = Marshal.GetLastPInvokeError();
        _ = Close(descriptor);
        if (failed)
        {
            throw new IOException($"{folder}: {new Win32Exception(reason).Message}");
        }
    }

    [DllImport("libc", EntryPoint = "open", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Open(byte[] path, int flags);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Fsync(int descriptor);

    [DllImport("libc", EntryPoint = "close"), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Close(int descriptor);
}
