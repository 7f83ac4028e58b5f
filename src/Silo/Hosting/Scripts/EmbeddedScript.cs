namespace ActiveLearning.Silo.Hosting.Scripts;

/// <summary>SQL scripts that are built into the program.</summary>
internal static class EmbeddedScript
{
    /// <summary>Text of the script with this file name.</summary>
    public static string Read(string name)
    {
        using var stream = typeof(EmbeddedScript).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The script {name} is not built into the program.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
