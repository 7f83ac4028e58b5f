using ActiveLearning.Learning.Features;

namespace ActiveLearning.Learning.Coverage;

/// <summary>Where a labelled item lies.</summary>
/// <param name="Ordinal">The item.</param>
/// <param name="Codes">Codes of its embedding, see <see cref="Int8Vector"/>.</param>
/// <param name="Scale">Their scale; 0 for an embedding of zeros, or none: such an item covers nothing.</param>
public readonly record struct LabelledPlace(int Ordinal, ReadOnlyMemory<sbyte> Codes, float Scale)
{
    /// <summary>Where these features put it.</summary>
    public static LabelledPlace Of(int ordinal, TextFeatures features)
    {
        ArgumentNullException.ThrowIfNull(features);
        return new LabelledPlace(ordinal, features.Packed.Codes, features.Packed.Scale);
    }
}
