using System.Globalization;
using System.Text;
using ActiveLearning.Contracts;
using ActiveLearning.Contracts.Api;
using ActiveLearning.Dashboard.Annotate;

namespace ActiveLearning.Dashboard.Start;

/// <summary>A project while it is being written, and what is still wrong with it.</summary>
public sealed class ProjectDraft
{
    /// <summary>Name for people.</summary>
    public string Name { get; set; } = "";

    /// <summary>Id as typed; empty means: made from the name.</summary>
    public string Id { get; set; } = "";

    /// <summary>Guideline, Markdown.</summary>
    public string Guideline { get; set; } = "";

    /// <summary>Labels that settle an item.</summary>
    public int Overlap { get; set; } = 1;

    /// <summary>Share of the control arm, percent.</summary>
    public double ControlArmPercent { get; set; } = 10;

    /// <summary>Acquisition function.</summary>
    public string Strategy { get; set; } = "auto";

    /// <summary>Classes in order.</summary>
    public IList<ClassDraft> Classes { get; } = new List<ClassDraft>();

    /// <summary>The id that the project will have.</summary>
    public string EffectiveId => Id.Trim().Length > 0 ? Id.Trim() : Slug(Name);

    /// <summary>Replaces classes and guideline by a starter set's.</summary>
    public void Use(StarterClassSet set)
    {
        Classes.Clear();
        foreach (var label in set.Classes)
        {
            Classes.Add(new ClassDraft { Name = label.Name, Definition = label.Definition, Severity = label.Severity, Hotkey = label.Hotkey ?? "" });
        }

        Guideline = set.Guideline;
    }

    /// <summary>Sentences about what is wrong; empty when it can be created.</summary>
    public IReadOnlyList<string> Problems()
    {
        var problems = new List<string>();
        if (Name.Trim().Length == 0)
        {
            problems.Add("Give the project a name.");
        }
        else if (EffectiveId is var id && (id.Length is 0 or > 128 || id is "." or ".." || !id.All(c => char.IsAsciiLetterOrDigit(c) || "._:-".Contains(c, StringComparison.Ordinal))))
        {
            problems.Add("The id may hold letters, digits and . _ : - only.");
        }

        if (Classes.Count < 2)
        {
            problems.Add("A project needs at least two classes.");
        }
        else if (Classes.Count > 50)
        {
            problems.Add("A project has at most 50 classes.");
        }

        if (Classes.Any(label => label.Name.Trim().Length is 0 or > 64))
        {
            problems.Add("Every class needs a name of 1 to 64 characters.");
        }

        var twice = Classes.Select(label => label.Name.Trim()).Where(name => name.Length > 0).GroupBy(name => name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1);
        if (twice is not null)
        {
            problems.Add($"Two classes are called {twice.Key}.");
        }

        foreach (var label in Classes.Where(label => label.Hotkey.Trim().Length > 0))
        {
            var key = label.Hotkey.Trim().ToLowerInvariant();
            if (key.Length != 1 || !char.IsAsciiLetterOrDigit(key[0]) || key == "0" || KeyMap.Reserved.Contains(key, StringComparison.Ordinal))
            {
                problems.Add($"The key of {label.Name} must be one letter or digit that the workspace does not use itself ({string.Join(' ', KeyMap.Reserved.ToUpperInvariant().ToCharArray())}).");
            }
        }

        var sameKey = Classes.Select(label => label.Hotkey.Trim().ToLowerInvariant()).Where(key => key.Length > 0).GroupBy(key => key, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1);
        if (sameKey is not null)
        {
            problems.Add($"Two classes share the key {sameKey.Key.ToUpperInvariant()}.");
        }

        // Typed in percent and rounded by hand, so a percent over or under is what the server takes too.
        var stated = Classes.Where(label => label.SharePercent is not null).ToList();
        if (stated.Count > 0 && (stated.Count != Classes.Count || stated.Any(label => label.SharePercent is not > 0) || Math.Abs(stated.Sum(label => label.SharePercent!.Value) - 100) > 1))
        {
            problems.Add("State a share above 0 for every class, together 100 percent, or for none.");
        }

        return problems;
    }

    /// <summary>The body that creates it.</summary>
    public CreateProject ToRequest() => new(
        EffectiveId,
        Name.Trim(),
        [.. Classes.Select(label => new LabelClass(label.Name.Trim(), label.Definition.Trim(), label.Severity, label.Hotkey.Trim().Length == 0 ? null : label.Hotkey.Trim().ToLowerInvariant()))],
        Guideline,
        Overlap,
        Math.Round(ControlArmPercent / 100, 4),
        Strategy,
        ClassShares: Classes.All(label => label.SharePercent is not null)
            ? Classes.ToDictionary(label => label.Name.Trim(), label => label.SharePercent!.Value / 100, StringComparer.Ordinal)
            : null);

    /// <summary>An id made of a name: lower case, letters without accents, hyphens between words.</summary>
    public static string Slug(string name)
    {
        var slug = new StringBuilder();
        foreach (var c in name.Normalize(NormalizationForm.FormD))
        {
            if (char.IsAsciiLetterOrDigit(c))
            {
                slug.Append(char.ToLowerInvariant(c));
            }
            else if (CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark && slug.Length > 0 && slug[^1] != '-')
            {
                slug.Append('-');
            }
        }

        var id = slug.ToString().Trim('-');
        return id.Length > 64 ? id[..64].Trim('-') : id;
    }
}

/// <summary>One class while it is being written.</summary>
public sealed class ClassDraft
{
    /// <summary>Name.</summary>
    public string Name { get; set; } = "";

    /// <summary>One sentence.</summary>
    public string Definition { get; set; } = "";

    /// <summary>0 to 3.</summary>
    public int Severity { get; set; }

    /// <summary>Share of the pool in percent, where the owner knows it.</summary>
    public double? SharePercent { get; set; }

    /// <summary>Own key; empty for the digit.</summary>
    public string Hotkey { get; set; } = "";
}
