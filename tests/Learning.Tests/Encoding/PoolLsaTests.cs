using System.Numerics.Tensors;
using ActiveLearning.Learning.Encoding;
using ActiveLearning.Learning.Features;
using ActiveLearning.Learning.Synthetic;

namespace ActiveLearning.Learning.Tests.Encoding;

public sealed class PoolLsaTests
{
    private const int Dimensions = 512;

    private static readonly string[] Written = [.. SyntheticStream.Generate(5, 600).Select(item => item.Text)];
    private static readonly NgramVector[] Texts = [.. Written.Select(HashedNgrams.Extract)];

    [Fact]
    public void Cosines_among_its_texts_are_those_of_plain_lsa_and_of_plain_contexts_half_by_half()
    {
        var random = new Random(4);
        var texts = LatentSemanticAnalysis.Fit(Texts, 128, 1 << 15, random, 1, CancellationToken.None);
        var contexts = ContextVectors.Fit(Written, Texts, 128, 1 << 15, random, 1, CancellationToken.None)!;
        var lsa = Fit(4);
        var (a, b) = (new float[Dimensions], new float[Dimensions]);

        for (var i = 0; i + 1 < Texts.Length; i += 7)
        {
            lsa.Encode(Texts[i], a);
            lsa.Encode(Texts[i + 1], b);

            Assert.Equal(1, TensorPrimitives.Norm<float>(a), 3);
            Assert.Equal(Cosine(texts, i), 2 * TensorPrimitives.Dot<float>(a.AsSpan(0, Dimensions / 2), b.AsSpan(0, Dimensions / 2)), 2);
            Assert.Equal(Cosine(contexts, i), 2 * TensorPrimitives.Dot<float>(a.AsSpan(Dimensions / 2), b.AsSpan(Dimensions / 2)), 2);
        }

        static float Cosine(ColumnVectors vectors, int i)
        {
            var (one, other) = (new float[vectors.Rank], new float[vectors.Rank]);
            vectors.Encode(Texts[i], one);
            vectors.Encode(Texts[i + 1], other);
            return TensorPrimitives.Dot<float>(one, other);
        }
    }

    [Fact]
    public void Texts_that_share_ngrams_but_no_contexts_have_the_first_half_alone()
    {
        string[] texts = [.. Enumerable.Range(0, 40).Select(i => new string((char)('a' + (i % 4)), 6))];
        var lsa = PoolLsa.Fit(texts, 64, new Random(1), 1, CancellationToken.None);
        var embedding = new float[64];

        lsa.Encode(HashedNgrams.Extract(texts[0]), embedding);

        Assert.Equal(0.5, TensorPrimitives.SumOfSquares<float>(embedding.AsSpan(0, 32)), 2);
    }

    [Fact]
    public void Cosines_with_texts_that_the_encoder_reads_are_about_zero()
    {
        using var encoder = UseLiteEncoder.Load();
        var read = new float[20 * Dimensions];
        encoder.Encode(Written[..20], read, 1, CancellationToken.None);
        var lsa = Fit(4);
        var placed = new float[Dimensions];
        var squares = 0.0;

        for (var i = 0; i < 20; i++)
        {
            lsa.Encode(Texts[i], placed);
            for (var j = 0; j < 20; j++)
            {
                squares += Math.Pow(TensorPrimitives.Dot<float>(placed, read.AsSpan(j * Dimensions, Dimensions)), 2);
            }
        }

        // 1/√512 is .044; the texts are alike, so their cosines lean the same way.
        Assert.InRange(Math.Sqrt(squares / 400), 0, 0.1);
    }

    [Fact]
    public void What_was_stored_embeds_exactly_as_what_was_fitted_and_a_seed_repeats()
    {
        var lsa = Fit(4);
        var (a, b, c) = (new float[Dimensions], new float[Dimensions], new float[Dimensions]);

        lsa.Encode(Texts[0], a);
        PoolLsa.Unpack(lsa.Pack(), Dimensions).Encode(Texts[0], b);
        Fit(4).Encode(Texts[0], c);

        Assert.Equal(a, b);
        Assert.Equal(a, c);
    }

    [Fact]
    public void Damaged_bytes_and_other_dimensions_are_refused()
    {
        var packed = Fit(4).Pack();

        Assert.Throws<InvalidDataException>(() => PoolLsa.Unpack(packed[..^1], Dimensions));
        Assert.Throws<InvalidDataException>(() => PoolLsa.Unpack([1, 2, 3], Dimensions));
        Assert.Throws<InvalidDataException>(() => PoolLsa.Unpack(packed, 64));
        packed[12] = packed[13] = packed[14] = packed[15] = 0x7F;
        Assert.Throws<InvalidDataException>(() => PoolLsa.Unpack(packed, Dimensions));
    }

    [Fact]
    public void Each_text_gets_the_encoders_embedding_where_it_was_read_and_lsa_where_not()
    {
        var block = new FeatureBlock(Dimensions);
        foreach (var text in Texts[..3])
        {
            block.Add(text);
        }

        var read = new float[Dimensions];
        read[7] = 1;
        var lsa = Fit(4);
        PoolLsa.Place(block, 0, read, lsa);
        PoolLsa.Place(block, 1, new float[Dimensions], lsa);
        PoolLsa.Place(block, 2, new float[Dimensions], null);

        Assert.Equal((false, true, true), (block.IsLexical(0), block.IsLexical(1), block.IsLexical(2)));
        Assert.Equal((true, true, false), (block.HasPlace(0), block.HasPlace(1), block.HasPlace(2)));
        Assert.Equal((2, 2, 3), (block.LexicalCount, block.PlacedCount, block.EncodedCount));
        Assert.Equal(read, block.Embedding(0));

        // A place that is given later counts once.
        PoolLsa.Place(block, 2, new float[Dimensions], lsa);
        Assert.Equal((2, 3, 3), (block.LexicalCount, block.PlacedCount, block.EncodedCount));
    }

    private static PoolLsa Fit(int seed) => PoolLsa.Fit(Written, Dimensions, new Random(seed), 1, CancellationToken.None);
}
