using ActiveLearning.Learning.Features;

namespace ActiveLearning.Grains.Partitions;

/// <summary>How <see cref="TextFeatures"/> travel between silos.</summary>
[GenerateSerializer, Alias("text-features")]
public struct TextFeaturesSurrogate
{
    /// <summary><see cref="PackedText.Ngrams"/>.</summary>
    [Id(0)]
    public uint[] Ngrams { get; set; }

    /// <summary><see cref="PackedText.NgramStep"/>.</summary>
    [Id(1)]
    public float NgramStep { get; set; }

    /// <summary><see cref="TextOpening.FirstWord"/>.</summary>
    [Id(2)]
    public ushort FirstWord { get; set; }

    /// <summary><see cref="TextOpening.FirstTwoWords"/>.</summary>
    [Id(3)]
    public ushort FirstTwoWords { get; set; }

    /// <summary><see cref="PackedText.Codes"/>.</summary>
    [Id(4)]
    public sbyte[] Codes { get; set; }

    /// <summary><see cref="PackedText.Scale"/>.</summary>
    [Id(5)]
    public float Scale { get; set; }

    /// <summary><see cref="PackedText.IsLexical"/>.</summary>
    [Id(6)]
    public bool IsLexical { get; set; }
}

/// <summary>Turns features into what travels, and back.</summary>
[RegisterConverter]
public sealed class TextFeaturesConverter : IConverter<TextFeatures, TextFeaturesSurrogate>
{
    /// <inheritdoc/>
    public TextFeatures ConvertFromSurrogate(in TextFeaturesSurrogate surrogate) => new(new PackedText(
        surrogate.Ngrams, surrogate.NgramStep, new TextOpening(surrogate.FirstWord, surrogate.FirstTwoWords), surrogate.Codes, surrogate.Scale, surrogate.IsLexical));

    /// <inheritdoc/>
    public TextFeaturesSurrogate ConvertToSurrogate(in TextFeatures value)
    {
        var packed = value.Packed;
        return new TextFeaturesSurrogate
        {
            Ngrams = packed.Ngrams,
            NgramStep = packed.NgramStep,
            FirstWord = packed.Opening.FirstWord,
            FirstTwoWords = packed.Opening.FirstTwoWords,
            Codes = packed.Codes,
            Scale = packed.Scale,
            IsLexical = packed.IsLexical,
        };
    }
}
