namespace ActiveLearning.Harness;

/// <summary>Where this checkout is.</summary>
public static class Repository
{
    /// <summary>Folder of ActiveLearning.sln.</summary>
    public static string Root { get; } = Find();

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "ActiveLearning.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new DirectoryNotFoundException("ActiveLearning.sln is in no folder above this program.");
    }
}
