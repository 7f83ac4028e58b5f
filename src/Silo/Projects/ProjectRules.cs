using ActiveLearning.Contracts;
using ActiveLearning.Contracts.Api;
using ActiveLearning.Learning.Acquisition;
using ActiveLearning.Ledger.Projects;
using ActiveLearning.Silo.Api;

namespace ActiveLearning.Silo.Projects;

/// <summary>What a project may be. Names the first field that can't be as it is.</summary>
internal static class ProjectRules
{
    private const int MaximumGuideline = 100_000;
    private const int MaximumDefinition = 1_000;
    private const double ShareTolerance = 0.01;

    /// <summary>Checks the wish and fills in what is absent.</summary>
    /// <param name="wish">What was asked for.</param>
    /// <param name="partitions">Partitions of the pool.</param>
    /// <param name="walkSeed">Seed of the control arm's walk.</param>
    /// <param name="project">The project to create, when nothing is wrong.</param>
    /// <returns>The field at fault and why, or null.</returns>
    public static (string Field, string Reason)? Check(CreateProject wish, int partitions, long walkSeed, out NewProject? project)
    {
        project = null;
        var overlap = wish.Overlap ?? 1;
        var control = wish.ControlArmShare ?? 0.1;
        var leaseSeconds = wish.LeaseSeconds ?? 300;
        var name = wish.Name ?? wish.Id;
        var guideline = wish.Guideline ?? "";
        var wrong = !Names.IsId(wish.Id) ? ("id", Names.IdRule)
            : !IsLine(name, 128) ? ("name", "1 to 128 characters without control characters")
            : CheckClasses(wish.Classes)
            ?? (guideline.Length > MaximumGuideline || guideline.Contains('\0', StringComparison.Ordinal) ? ("guideline", "at most 100,000 characters, none of them U+0000")
            : overlap is < 1 or > 9 ? ("overlap", "1 to 9")
            : control is not (>= 0 and <= 0.5) ? ("controlArmShare", "0 to 0.5")
            : leaseSeconds is < 1 or > 86_400 ? ("leaseSeconds", "1 to 86,400")
            : CheckStrategy(wish.Strategy ?? "auto") ?? CheckShares(wish.ClassShares, wish.Classes!));
        if (wrong is null)
        {
            var classes = wish.Classes!.Select(c => c with { Definition = c.Definition ?? "", Hotkey = c.Hotkey is "" ? null : c.Hotkey }).ToArray();
            project = new NewProject(
                wish.Id!, name!, new DatasetStandard(1, classes, guideline, overlap, SharesOf(wish.ClassShares, classes)), control, wish.Strategy ?? "auto", TimeSpan.FromSeconds(leaseSeconds),
                partitions, walkSeed, wish.NearDuplicates ?? true);
        }

        return wrong;
    }

    /// <summary>Refuses a strategy that is not one, and says which there are.</summary>
    public static (string Field, string Reason)? CheckStrategy(string strategy) => AcquisitionFunctions.TryGet(strategy, out _)
        ? null
        : ("strategy", $"one of {string.Join(", ", AcquisitionFunctions.All.Select(f => f.Name))}; each also with @ and the name of an attribute");

    private static (string Field, string Reason)? CheckShares(IReadOnlyDictionary<string, double>? shares, IReadOnlyList<LabelClass> classes)
    {
        if (shares is null)
        {
            return null;
        }

        if (shares.Keys.FirstOrDefault(name => classes.All(c => c.Name != name)) is { } unknown)
        {
            return ("classShares", $"names classes of the project only, not {unknown}");
        }

        return shares.Count != classes.Count || shares.Values.Any(share => !(share > 0)) || !(Math.Abs(shares.Values.Sum() - 1) <= ShareTolerance)
            ? ("classShares", "a share above 0 for every class, together 1 (to 0.01)")
            : null;
    }

    // Stored exactly summing to 1, so that who uses them need not ask.
    private static double[]? SharesOf(IReadOnlyDictionary<string, double>? shares, IReadOnlyList<LabelClass> classes) =>
        shares is null ? null : [.. classes.Select(c => shares[c.Name] / shares.Values.Sum())];

    private static (string Field, string Reason)? CheckClasses(IReadOnlyList<LabelClass>? classes)
    {
        if (classes is not { Count: >= 2 and <= 50 })
        {
            return ("classes", "2 to 50 classes");
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        var hotkeys = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < classes.Count; i++)
        {
            var c = classes[i];
            if (c is null || !IsLine(c.Name, 64) || !names.Add(c.Name))
            {
                return ($"classes[{i}].name", "1 to 64 characters without control characters, each name once");
            }

            if (c.Severity is < 0 or > 3)
            {
                return ($"classes[{i}].severity", "0 (none) to 3 (severe)");
            }

            if (c.Definition is { Length: > MaximumDefinition } || c.Definition?.Contains('\0', StringComparison.Ordinal) == true)
            {
                return ($"classes[{i}].definition", "at most 1,000 characters, none of them U+0000");
            }

            // A class's hotkey goes before the workspace's own keys, so every letter and digit is free to take.
            if (c.Hotkey is { Length: > 0 } key && (key.Length != 1 || !char.IsAsciiLetterOrDigit(key[0]) || !hotkeys.Add(key)))
            {
                return ($"classes[{i}].hotkey", "one letter a-z or digit, each key once");
            }
        }

        return null;
    }

    private static bool IsLine(string? text, int most) =>
        text is { Length: > 0 } && text.Length <= most && !text.Any(char.IsControl) && !string.IsNullOrWhiteSpace(text);
}
