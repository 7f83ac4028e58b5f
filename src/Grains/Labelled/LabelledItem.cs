using ActiveLearning.Contracts;
using ActiveLearning.Learning.Features;

namespace ActiveLearning.Grains.Labelled;

/// <summary>An item with a live label that heads may learn from, and the features that they need.</summary>
/// <param name="Ordinal">The item.</param>
/// <param name="Class">What its live labels add up to.</param>
/// <param name="IsControl">Whether the walk chose it: such labels estimate without bias.</param>
/// <param name="Features">What a head reads of its text.</param>
/// <param name="Since">Ledger number of the row it came with.</param>
/// <param name="Sequence">Ledger number of its newest row.</param>
/// <param name="IsTestTwin">Whether it, or one that it stands for, is a near-duplicate of a held-out item: no model may learn from it.</param>
public sealed record LabelledItem(
    int Ordinal, int Class, bool IsControl, TextFeatures Features, long Since, long Sequence, bool IsTestTwin = false)
{
    /// <summary>Its own attributes.</summary>
    public KeyValuePair<string, string>[] Attributes { get; init; } = [];

    /// <summary>The script of its text.</summary>
    public TextScript Script { get; init; }

    /// <summary>The item's value of an attribute, or null; the detected script counts as one.</summary>
    public string? ValueOf(string attribute)
    {
        var own = Array.Find(Attributes, pair => pair.Key == attribute).Value;
        return own ?? (attribute == DetectedScript.Attribute ? Script.ToString() : null);
    }
}
