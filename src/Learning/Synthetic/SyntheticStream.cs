using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace ActiveLearning.Learning.Synthetic;

/// <summary>
/// A stream of made-up comments for a child-safety project: five imbalanced classes in three languages, a few in a hundred nearly repeated. It lets the product and its
/// tests move without anybody's data. It is plainly synthetic: what is measured on it says little about real texts.
/// </summary>
[SuppressMessage("Naming", "CA1711", Justification = "A stream of items is the field's word; nobody takes it for System.IO.Stream.")]
public static class SyntheticStream
{
    private const double RepeatShare = 0.05;
    private const double MixedSignalShare = 0.15;
    private const int RememberedTexts = 400;

    private static readonly string[] Surfaces = ["comment", "reply", "live chat"];

    /// <summary>The label schema, most frequent class first.</summary>
    public static IReadOnlyList<SyntheticClass> Classes { get; } =
    [
        new("fine", "Everyday talk, also heated talk about things rather than people.", 0, "f", 0.70),
        new("rude", "Impolite or dismissive, aimed at what somebody said or did.", 1, "r", 0.14),
        new("bullying", "Makes a person small, excludes them or mocks who they are.", 2, "b", 0.09),
        new("private-contact", "Asks a stranger for a private channel, a photo, an address, or to keep it secret.", 2, "p", 0.04),
        new("threat", "Announces or wishes harm to a person.", 3, "t", 0.03),
    ];

    /// <summary>Guideline of the synthetic project, Markdown.</summary>
    public static string Guideline { get; } =
        """
        # How to label these comments
        The comments are **synthetic**: a program wrote them from a seed. They stand in for comments under videos that children watch.

        1. Ask who is spoken to. Strong words about a *thing* (a game, a song) are **fine**.
        2. Impolite to a person about what they said or did: **rude**. About who they are, or to shut them out: **bullying**.
        3. A stranger who wants a private channel, a picture, an address or a secret: **private-contact**, however friendly it sounds.
        4. Harm announced or wished: **threat**, even when it may be a joke.
        5. When two classes fit, take the more severe one. When none is clear, skip.
        """;

    /// <summary>Returns the stream of a seed, item by item; a longer one begins with the shorter one.</summary>
    /// <param name="seed">The same seed gives the same items everywhere.</param>
    /// <param name="count">Number of items.</param>
    public static IEnumerable<SyntheticItem> Generate(int seed, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return Items();

        IEnumerable<SyntheticItem> Items()
        {
            var random = new Random(seed);
            var remembered = new List<SyntheticItem>();
            for (var i = 0; i < count; i++)
            {
                var id = string.Create(CultureInfo.InvariantCulture, $"synthetic-{seed}-{i}");
                var item = remembered.Count > 20 && random.NextDouble() < RepeatShare
                    ? Repeat(id, remembered[random.Next(remembered.Count)], random)
                    : Compose(id, random);
                if (remembered.Count < RememberedTexts)
                {
                    remembered.Add(item);
                }
                else
                {
                    remembered[random.Next(RememberedTexts)] = item;
                }

                yield return item;
            }
        }
    }

    private static SyntheticItem Compose(string id, Random random)
    {
        var phrases = SyntheticPhrases.Languages[Draw(SyntheticPhrases.LanguageShares, random)];
        var label = Draw([.. Classes.Select(c => c.Share)], random);
        var said = phrases.Fill(phrases.OfClass[label], random);

        // Real comments mix signals: a threat that starts kindly, a kind word with a rude one quoted. The most severe part decides.
        if (random.NextDouble() < MixedSignalShare)
        {
            var other = phrases.Fill(phrases.OfClass[random.Next(label + 1)], random);
            said = random.Next(2) == 0 ? $"{said} {other}" : $"{other} {said}";
        }
        else if (random.Next(2) == 0)
        {
            var filler = phrases.Fill(phrases.Fillers, random);
            said = random.Next(2) == 0 ? $"{said} {filler}" : $"{filler} {said}";
        }

        var attributes = new Dictionary<string, string> { ["lang"] = phrases.Language, ["surface"] = Surfaces[random.Next(Surfaces.Length)] };
        return new SyntheticItem(id, Roughen(said, random), attributes, label);
    }

    private static SyntheticItem Repeat(string id, SyntheticItem original, Random random)
    {
        string[] endings = ["", "!", "!!", " 😀", " lol", " …", " 🙏"];
        return original with { Id = id, Text = original.Text.TrimEnd('.', '!') + endings[random.Next(endings.Length)] };
    }

    // The small disorder of real typing: no capitals, a swapped pair of letters, drawn-out ends, an emoji.
    private static string Roughen(string text, Random random)
    {
        if (random.NextDouble() < 0.4)
        {
            text = text.ToLowerInvariant();
        }

        if (random.NextDouble() < 0.25 && text.Length > 6)
        {
            var at = random.Next(1, text.Length - 2);
            if (char.IsLetter(text[at]) && char.IsLetter(text[at + 1]))
            {
                text = string.Concat(text.AsSpan(0, at), [text[at + 1], text[at]], text.AsSpan(at + 2));
            }
        }

        return random.Next(8) switch
        {
            0 => text + "!!!",
            1 => text + " 😂",
            2 => text + "...",
            _ => text,
        };
    }

    private static int Draw(ReadOnlySpan<double> shares, Random random)
    {
        var at = random.NextDouble();
        for (var i = 0; i < shares.Length; i++)
        {
            at -= shares[i];
            if (at < 0)
            {
                return i;
            }
        }

        return 0;
    }
}
