using ActiveLearning.Learning.Features;
using CsCheck;

namespace ActiveLearning.Learning.Tests.Features;

public sealed class FeatureBlockTests
{
    [Fact]
    public void What_was_stored_is_read_back_however_many_rows_there_are()
    {
        Gen.String[0, 60].Array[1, 700].Sample(texts =>
        {
            var block = new FeatureBlock(2);
            for (var i = 0; i < texts.Length; i++)
            {
                Assert.Equal(i, block.Add(HashedNgrams.Extract(texts[i])));
                if (i % 3 == 0)
                {
                    block.SetEmbedding(i, [i, -i]);
                }
            }

            for (var i = 0; i < texts.Length; i++)
            {
                var expected = HashedNgrams.Extract(texts[i]);
                var stored = block.Ngrams(i);
                Assert.Equal(expected.Columns, stored.Columns);
                Assert.Equal(expected.Opening, stored.Opening);
                var half = expected.Weights.DefaultIfEmpty().Max() / 32_000;
                Assert.Equal(expected.Weights, stored.Weights, (a, b) => Math.Abs(a - b) <= half);
                Assert.Equal(i % 3 == 0, block.HasEmbedding(i));
                Assert.Equal(i % 3 == 0 && i > 0, block.HasPlace(i));
                Assert.Equal(i % 3 == 0 ? [i, -i] : [0f, 0f], block.Embedding(i), (a, b) => Math.Abs(a - b) <= i * 1e-6f);
            }
        }, iter: 30);
    }

    [Fact]
    public void The_mean_follows_embeddings_that_are_set_and_replaced()
    {
        var block = new FeatureBlock(2);
        block.Add(NgramVector.Empty);
        block.Add(NgramVector.Empty);
        block.Add(NgramVector.Empty);
        block.SetEmbedding(0, [1, 0]);
        block.SetEmbedding(1, [5, 5]);
        block.SetEmbedding(1, [0, 1]);

        var mean = new float[2];
        block.EmbeddingMean(mean);

        Assert.Equal([0.5f, 0.5f], mean, (a, b) => Math.Abs(a - b) < 1e-6f);
        Assert.Equal(2, block.EncodedCount);
    }

    [Fact]
    public void An_embedding_of_another_length_is_refused()
    {
        var block = new FeatureBlock(2);
        block.Add(NgramVector.Empty);

        Assert.Throws<ArgumentException>(() => block.SetEmbedding(0, [1]));
    }
}
