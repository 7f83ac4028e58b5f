using System.Buffers.Binary;
using System.Security.Cryptography;

namespace ActiveLearning.Learning.NearDuplicates;

/// <summary>
/// A text without what does not change what it says: case, spacing, punctuation, invisible characters, letters repeated more than twice, and, where three words
/// or more remain, links, mentions and the mark of a retweet. Words stay in their order; emoji and currency signs are words; question marks are kept as one sign.
/// </summary>
public sealed class NormalText
{
    /// <summary>Texts with fewer words than this keep their links, mentions and punctuation: those are most of what they say.</summary>
    public const int FewWords = 3;

    private NormalText(IReadOnlyList<string> words, bool asks, string? literal)
    {
        Words = words;
        Asks = asks;
        Text = literal ?? string.Join(' ', words) + (asks ? " ?" : "");
        IsShort = literal is not null;
    }

    /// <summary>The words in order.</summary>
    public IReadOnlyList<string> Words { get; }

    /// <summary>Whether a question mark stands anywhere: it can turn a claim round.</summary>
    public bool Asks { get; }

    /// <summary>Whether too few words remained, so that <see cref="Text"/> is the text itself but for case and spacing.</summary>
    public bool IsShort { get; }

    /// <summary>The normal form; two texts with the same one are exact duplicates.</summary>
    public string Text { get; }

    /// <summary>Brings a text to its normal form. Any string will do, lone surrogates included.</summary>
    public static NormalText Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var (words, asks) = TextWords.Split(text);
        return new NormalText(words, asks, words.Count < FewWords ? TextWords.Literal(text) : null);
    }

    /// <summary>
    /// The first 128 bits of the normal form's SHA-256. Cryptographic on purpose: whoever could make a harmful text collide with a harmless one would have it
    /// settled unseen.
    /// </summary>
    public UInt128 Key()
    {
        // The sign keeps a short text from colliding with the words of a longer one.
        var form = (IsShort ? "=" : "~") + Text;
        return BinaryPrimitives.ReadUInt128BigEndian(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(form)));
    }
}
