namespace ActiveLearning.Silo.Hosting;

/// <summary>The folder that holds everything a single process keeps; one process at a time.</summary>
internal sealed class DataFolder : IDisposable
{
    /// <summary>Name of the embedded ledger in the folder.</summary>
    public const string LedgerFileName = "ledger.db";

    /// <summary>Name of grain storage in the folder.</summary>
    public const string GrainsFileName = "grains.db";

    /// <summary>Name of the accounts' database in the folder.</summary>
    public const string IdentityFileName = "identity.db";

    private readonly FileStream _lock;

    private DataFolder(string path, FileStream heldLock)
    {
        Path = path;
        _lock = heldLock;
    }

    /// <summary>Absolute path of the folder.</summary>
    public string Path { get; }

    /// <summary>Items, leases, labels, models and vectors.</summary>
    public string LedgerFile => System.IO.Path.Combine(Path, LedgerFileName);

    /// <summary>Settings that grains keep.</summary>
    public string GrainsFile => System.IO.Path.Combine(Path, GrainsFileName);

    /// <summary>Accounts, keys, invitations and the keys that sign cookies.</summary>
    public string IdentityFile => System.IO.Path.Combine(Path, IdentityFileName);

    /// <summary>Makes the folder when missing and takes it for this process.</summary>
    /// <exception cref="StartRefusedException">Another process has it, or it can't be written.</exception>
    public static DataFolder Open(string path)
    {
        try
        {
            Directory.CreateDirectory(path);

            // The operating system frees the lock when the process ends, however it ends.
            return new DataFolder(path, new FileStream(System.IO.Path.Combine(path, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (UnauthorizedAccessException denied)
        {
            throw new StartRefusedException($"The data folder {path} can't be written: {denied.Message}", denied);
        }
        catch (IOException taken)
        {
            throw new StartRefusedException(
                $"The data folder {path} is in use by another process ({taken.Message}). Stop that one, or start this one with another --data folder.", taken);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _lock.Dispose();
}
