using System.ComponentModel.DataAnnotations;

namespace ActiveLearning.Silo.Import;

/// <summary>How much is imported at once (configuration section <c>Import</c>).</summary>
internal sealed class ImportOptions
{
    /// <summary>Section of the configuration.</summary>
    public const string Section = "Import";

    /// <summary>
    /// Uploads that this silo reads at the same time, 1 to 64; whoever comes while there are so many is told 503 with <c>Retry-After</c>. Default 4. Higher: more memory, some megabytes
    /// each, and no more speed, since one writer stores them all.
    /// </summary>
    [Range(1, 64)]
    public int UploadsAtOnce { get; set; } = 4;
}
