using ActiveLearning.Contracts;
using ActiveLearning.Learning.Features;

namespace ActiveLearning.Grains.Labelled;

/// <summary>An item with a live label and the features that learning needs.</summary>
/// <param name="Ordinal">The item.</param>
/// <param name="Class">What its live labels add up to.</param>
/// <param name="IsControl">Whether the walk chose it: such labels estimate without bias.</param>
/// <param name="Ngrams">Hashed n-grams of its text.</param>
/// <param name="Embedding">Its vector.</param>
/// <param name="Sequence">Ledger number of its newest row.</param>
/// <param name="IsTestTwin">Whether it, or one that it stands for, is a near-duplicate of a held-out item: no model may learn from it.</param>
public sealed record LabelledItem(
    int Ordinal, int Class, bool IsControl, NgramVector Ngrams, float[] Embedding, long Sequence, bool IsTestTwin = false)
{
    /// <summary>Its own attributes.</summary>
    public IReadOnlyDictionary<string, string> Attributes { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether the encoder could not read its text, so that its vector is the pool LSA's.</summary>
    public bool IsLexical { get; init; }

    /// <summary>The script of its text.</summary>
    public TextScript Script { get; init; }

    /// <summary>The item's value of an attribute, or null; the detected script counts as one.</summary>
    public string? ValueOf(string attribute) => Attributes.TryGetValue(attribute, out var value) ? value
        : attribute == DetectedScript.Attribute ? Script.ToString()
        : null;
}
