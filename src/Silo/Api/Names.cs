using System.Text.RegularExpressions;

namespace ActiveLearning.Silo.Api;

/// <summary>What ids and names may look like. None can climb a path, break a log line or a grain key.</summary>
internal static partial class Names
{
    /// <summary>What an id may be, for error messages.</summary>
    public const string IdRule = "1 to 128 of A-Z a-z 0-9 . _ : -, and not . or ..";

    /// <summary>What an annotator's name may be, for error messages.</summary>
    public const string AnnotatorRule = "1 to 128 of A-Z a-z 0-9 . _ : @ -";

    /// <summary>Whether the text may be the id of a project or an item.</summary>
    public static bool IsId(string? text) => text is not null and not "." and not ".." && Id().IsMatch(text);

    /// <summary>Whether the text may be an annotator's pseudonym.</summary>
    public static bool IsAnnotator(string? text) => text is not null && Annotator().IsMatch(text);

    // \z and not $: a dollar would allow a line break at the end.
    [GeneratedRegex(@"\A[A-Za-z0-9._:-]{1,128}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Id();

    [GeneratedRegex(@"\A[A-Za-z0-9._:@-]{1,128}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Annotator();
}
