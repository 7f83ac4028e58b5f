using System.ComponentModel.DataAnnotations;

namespace ActiveLearning.Grains.Encoding;

/// <summary>How texts become vectors. Section <c>Encoding</c>.</summary>
public sealed class EncodingOptions
{
    /// <summary>Section of the configuration.</summary>
    public const string Section = "Encoding";

    /// <summary>Which encoder runs: <c>use-lite</c> (default, embedded, English) or <c>projected-ngrams</c> (no model, any language, weaker).</summary>
    [RegularExpression("use-lite|projected-ngrams")]
    public string Encoder { get; set; } = "use-lite";

    /// <summary>Threads while nobody labels, each with a batch of its own; 0 (default) means all processors. While somebody labels it is always 1.</summary>
    [Range(0, 256)]
    public int Threads { get; set; }

    /// <summary>Texts a batch while nobody labels, 1 to 1,024; default 64. Higher is a little faster and stops later.</summary>
    [Range(1, 1024)]
    public int BatchSize { get; set; } = 64;

    /// <summary>Folder of a cache of vectors by content hash, shared by runs that follow one another; null (default) keeps none.</summary>
    public string? CacheFolder { get; set; }
}
