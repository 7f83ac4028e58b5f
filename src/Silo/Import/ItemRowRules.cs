using ActiveLearning.Contracts;
using ActiveLearning.Grains;
using ActiveLearning.Learning.ControlArm;
using ActiveLearning.Learning.NearDuplicates;
using ActiveLearning.Ledger.Items;
using ActiveLearning.Ledger.Projects;
using ActiveLearning.Silo.Api;

namespace ActiveLearning.Silo.Import;

/// <summary>What an item of a project may be.</summary>
internal sealed class ItemRowRules(ProjectRow project)
{
    /// <summary>Longest text, in Unicode characters (an emoji is one).</summary>
    public const int MaximumText = 100_000;

    /// <summary>Most attributes of an item.</summary>
    public const int MaximumAttributes = 50;

    /// <summary>Longest name of an attribute.</summary>
    public const int MaximumAttributeName = 128;

    /// <summary>Longest value of an attribute.</summary>
    public const int MaximumAttributeValue = 1_000;

    /// <summary>Applies the rules to one row.</summary>
    public ImportRow Apply(int row, in RawRow raw)
    {
        if (!Names.IsId(raw.Id))
        {
            return ImportRow.Bad(row, "id", raw.Id is null ? "is missing" : Names.IdRule);
        }

        if (CheckText(raw.Text) is { } text)
        {
            return ImportRow.Bad(row, "text", text);
        }

        if (CheckAttributes(raw.Attributes) is { } attributes)
        {
            return ImportRow.Bad(row, "attributes", attributes);
        }

        var split = raw.Split switch
        {
            null or "pool" => ItemSplit.Pool,
            "test" => ItemSplit.Test,
            _ => (ItemSplit?)null,
        };
        if (split is null)
        {
            return ImportRow.Bad(row, "split", "pool or test");
        }

        var gold = raw.Gold is null ? -1 : project.Standard.IndexOf(raw.Gold);
        if (raw.Gold is not null && gold < 0)
        {
            return ImportRow.Bad(row, "gold", "no class of this project's dataset standard");
        }

        if (split == ItemSplit.Test && gold < 0)
        {
            return ImportRow.Bad(row, "gold", "a test item carries its class");
        }

        return ImportRow.Good(row, new NewItem(
            raw.Id!,
            raw.Text!,
            raw.Attributes,
            gold < 0 ? null : gold,
            split.Value,
            GrainKeys.PartitionOf(raw.Id!, project.Partitions),
            WalkRank.Of(unchecked((ulong)project.WalkSeed), raw.Id!),
            project.NearDuplicates ? NormalText.Of(raw.Text!).Key() : null));
    }

    private static string? CheckText(string? text) => text switch
    {
        null => "is missing",
        "" => "is empty",
        _ when IsLongerThan(text, MaximumText) => "is longer than 100,000 characters",
        _ => CheckStorable(text),
    };

    private static string? CheckAttributes(IReadOnlyDictionary<string, string> attributes)
    {
        if (attributes.Count > MaximumAttributes)
        {
            return $"more than {MaximumAttributes}";
        }

        foreach (var (name, value) in attributes)
        {
            var wrong = name.Length == 0 ? "a name is empty"
                : IsLongerThan(name, MaximumAttributeName) ? $"a name is longer than {MaximumAttributeName} characters"
                : IsLongerThan(value, MaximumAttributeValue) ? $"a value is longer than {MaximumAttributeValue:N0} characters"
                : CheckStorable(name) ?? CheckStorable(value);
            if (wrong is not null)
            {
                return wrong;
            }
        }

        return null;
    }

    // PostgreSQL stores neither; refusing them here keeps both stores alike.
    private static string? CheckStorable(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\0')
            {
                return "holds U+0000";
            }

            if (char.IsSurrogate(text[i]) && !(i + 1 < text.Length && char.IsSurrogatePair(text[i], text[++i])))
            {
                return "holds half of a surrogate pair";
            }
        }

        return null;
    }

    private static bool IsLongerThan(string text, int most)
    {
        if (text.Length <= most)
        {
            return false;
        }

        var pairs = 0;
        foreach (var c in text)
        {
            pairs += char.IsLowSurrogate(c) ? 1 : 0;
        }

        return text.Length - pairs > most;
    }
}
