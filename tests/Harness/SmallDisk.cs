using System.Diagnostics;
using System.Globalization;

namespace ActiveLearning.Harness;

/// <summary>A file system of a fixed size in memory, mounted at a temporary folder, which a test can fill.</summary>
public sealed class SmallDisk : IDisposable
{
    private const string Ballast = "ballast";

    private SmallDisk(string folder) => Folder = folder;

    /// <summary>Why there can be none; null where they can be mounted.</summary>
    public static string? WhyNot { get; } = Try();

    /// <summary>Where it is mounted.</summary>
    public string Folder { get; }

    /// <summary>Mounts one.</summary>
    /// <param name="megabytes">Its size.</param>
    /// <exception cref="InvalidOperationException">The machine does not allow it.</exception>
    public static SmallDisk Mount(int megabytes)
    {
        var folder = Directory.CreateTempSubdirectory("al-disk-").FullName;
        if (Run("mount", "-t", "tmpfs", "-o", string.Create(CultureInfo.InvariantCulture, $"size={megabytes}m"), "tmpfs", folder) is { } failure)
        {
            Directory.Delete(folder);
            throw new InvalidOperationException(failure);
        }

        return new SmallDisk(folder);
    }

    /// <summary>Takes all the room that is left.</summary>
    public void Fill()
    {
        using var file = File.Create(Path.Combine(Folder, Ballast), bufferSize: 0);
        foreach (var size in (int[])[65_536, 4_096, 1])
        {
            var bytes = new byte[size];
            try
            {
                while (true)
                {
                    file.Write(bytes);
                }
            }
            catch (IOException)
            {
                // No room for a piece of this size.
            }
        }
    }

    /// <summary>Gives the room back.</summary>
    public void MakeRoom() => File.Delete(Path.Combine(Folder, Ballast));

    /// <inheritdoc/>
    public void Dispose()
    {
        Run("umount", Folder);
        Directory.Delete(Folder);
    }

    private static string? Try()
    {
        try
        {
            using var disk = Mount(megabytes: 1);
            return null;
        }
        catch (InvalidOperationException refused)
        {
            return $"This machine allows no small file system to be mounted ({refused.Message}); run the tests as root to try a full disk.";
        }
    }

    private static string? Run(string program, params string[] words)
    {
        using var process = Process.Start(new ProcessStartInfo(program, words) { RedirectStandardError = true })!;
        var said = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? null : $"{program}: {said.Trim()}";
    }
}
