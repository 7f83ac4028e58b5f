using ActiveLearning.Learning.Features;
using CsCheck;

namespace ActiveLearning.Learning.Tests.Features;

public sealed class TextFeaturesTests
{
    private const int Dimensions = 24;

    private static readonly Gen<float[]> Embeddings = Gen.Float[-1, 1].Array[Dimensions];

    [Fact]
    public void What_a_block_says_of_a_row_its_features_say_too() => Gen.Select(Gen.String[0, 60], Embeddings, Gen.Bool, Gen.Bool).Sample((text, embedding, isEncoded, isLexical) =>
    {
        var block = new FeatureBlock(Dimensions);
        block.Add(HashedNgrams.Extract("the row before"));
        var row = block.Add(HashedNgrams.Extract(text));
        if (isEncoded)
        {
            block.SetEmbedding(row, embedding, isLexical);
        }

        var features = block.Features(row);
        var (own, told) = (block.Ngrams(row), features.Ngrams());

        Assert.Equal(own.Columns, told.Columns);
        Assert.Equal(own.Weights, told.Weights);
        Assert.Equal(own.Opening, told.Opening);
        Assert.Equal(isEncoded ? block.Embedding(row) : [], features.Embedding());
        Assert.Equal(block.HasPlace(row), features.HasPlace);
        Assert.Equal(block.IsLexical(row), features.IsLexical);
    });

    [Fact]
    public void A_row_that_is_added_from_features_is_the_row_they_came_from() => Gen.Select(Gen.String[0, 60], Embeddings).Sample((text, embedding) =>
    {
        var features = new TextFeatures(HashedNgrams.Extract(text), embedding, isLexical: true);
        var block = new FeatureBlock(Dimensions);

        block.Add(features);

        Assert.Equal(features.Ngrams().Columns, block.Ngrams(0).Columns);
        Assert.Equal(features.Embedding(), block.Embedding(0), (a, b) => Math.Abs(a - b) <= 1e-6f);
        Assert.True(block.IsLexical(0));
    });

    [Fact]
    public void Inner_products_of_embeddings_are_those_of_the_vectors_within_a_hundredth() => Gen.Select(Embeddings, Embeddings).Sample((a, b) =>
    {
        var exact = a.Zip(b, (x, y) => x * y).Sum();

        var dot = new TextFeatures(NgramVector.Empty, a).EmbeddingDot(new TextFeatures(NgramVector.Empty, b));

        Assert.Equal(exact, dot, 0.01f * Dimensions);
    });

    [Fact]
    public void The_embedding_can_be_replaced()
    {
        var features = new TextFeatures(HashedNgrams.Extract("who was the first"), [1, 0, -1]);

        Assert.Equal([0, 2, 0], features.WithEmbedding([0, 2, 0]).Embedding());
        Assert.Equal(features.Ngrams().Columns, features.WithEmbedding([0, 2, 0]).Ngrams().Columns);
        Assert.False(features.WithEmbedding([0, 0, 0]).HasPlace);
    }
}
