namespace ActiveLearning.Learning.Features;

/// <summary>The features of a text as they lie in memory; <see cref="TextFeatures"/> reads them. Nobody changes the arrays.</summary>
/// <param name="Ngrams">N-grams, see <see cref="PackedNgrams"/>.</param>
/// <param name="NgramStep">Step of their weights.</param>
/// <param name="Opening">How the text begins.</param>
/// <param name="Codes">Codes of the embedding, see <see cref="Int8Vector"/>; empty when it has none.</param>
/// <param name="Scale">Their scale; 0 for an embedding of zeros.</param>
/// <param name="IsLexical">See <see cref="FeatureBlock.IsLexical"/>.</param>
public readonly record struct PackedText(uint[] Ngrams, float NgramStep, TextOpening Opening, sbyte[] Codes, float Scale, bool IsLexical);
