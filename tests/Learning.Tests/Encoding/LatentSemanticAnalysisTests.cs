using System.Numerics.Tensors;
using ActiveLearning.Learning.Encoding;
using ActiveLearning.Learning.Features;
using ActiveLearning.Learning.Synthetic;

namespace ActiveLearning.Learning.Tests.Encoding;

public sealed class LatentSemanticAnalysisTests
{
    private const int MaximumColumns = 1 << 15;

    [Fact]
    public void Leading_singular_vectors_are_those_of_a_matrix_with_known_ones()
    {
        // Rows repeat two orthogonal patterns, one three times as heavy: singular values 3√20 and √20.
        var matrix = new SparseRows(40);
        for (var i = 0; i < 20; i++)
        {
            matrix.Add([0, 1], [3 * 0.6f, 3 * 0.8f]);
            matrix.Add([2, 3], [0.8f, -0.6f]);
        }

        var (vectors, values) = TruncatedSvd.RightVectors(matrix, 2, new Random(1), 1, CancellationToken.None);

        Assert.Equal(3 * Math.Sqrt(20), values[0], 3);
        Assert.Equal(Math.Sqrt(20), values[1], 3);
        Assert.Equal(0.6, Math.Abs(vectors[0]), 4);
        Assert.Equal(0.8, Math.Abs(vectors[2]), 4);
        Assert.Equal(0.8, Math.Abs(vectors[5]), 4);
        Assert.Equal(0.6, Math.Abs(vectors[7]), 4);
    }

    [Fact]
    public void Two_threads_learn_what_one_does_and_a_seed_repeats()
    {
        var texts = Texts(300);

        var one = Fit(texts, rank: 16);
        var two = LatentSemanticAnalysis.Fit(texts, 16, MaximumColumns, new Random(3), threads: 2, CancellationToken.None);

        Assert.Equal(one.Vectors.ToArray(), two.Vectors.ToArray());
    }

    [Fact]
    public void Texts_of_one_language_are_nearer_each_other_than_to_those_of_another()
    {
        var items = SyntheticStream.Generate(8, 800).ToArray();
        NgramVector[] texts = [.. items.Select(item => HashedNgrams.Extract(item.Text))];
        var embeddings = Encode(Fit(texts, rank: 32), texts);

        double Mean(string a, string b) => Enumerable.Range(0, 200).SelectMany(i => Enumerable.Range(0, i).Select(j => (i, j)))
            .Where(pair => items[pair.i].Attributes["lang"] == a && items[pair.j].Attributes["lang"] == b)
            .Average(pair => TensorPrimitives.Dot<float>(embeddings.AsSpan(pair.i * 32, 32), embeddings.AsSpan(pair.j * 32, 32)));

        Assert.True(Mean("de", "de") > Mean("de", "en") + 0.1);
        Assert.True(Mean("es", "es") > Mean("es", "en") + 0.1);
    }

    [Fact]
    public void Texts_that_open_alike_are_nearer_each_other_than_to_those_that_have_the_same_words_elsewhere()
    {
        var random = new Random(6);
        string[] words = [.. Enumerable.Range(0, 30).Select(i => $"word{(char)('a' + i % 26)}{i}")];
        string Rest() => string.Join(' ', Enumerable.Range(0, 6).Select(_ => words[random.Next(words.Length)]));
        string[] texts = [.. Enumerable.Range(0, 300).Select(i => i % 2 == 0 ? $"who was {Rest()}" : $"{words[random.Next(words.Length)]} who was {Rest()}")];
        NgramVector[] read = [.. texts.Select(HashedNgrams.Extract)];
        var embeddings = Encode(Fit(read, rank: 16), read);

        double Mean(int a, int b) => Enumerable.Range(0, texts.Length).SelectMany(i => Enumerable.Range(0, i).Select(j => (i, j)))
            .Where(pair => pair.i % 2 == a && pair.j % 2 == b)
            .Average(pair => TensorPrimitives.Dot<float>(embeddings.AsSpan(pair.i * 16, 16), embeddings.AsSpan(pair.j * 16, 16)));

        Assert.True(Mean(0, 0) > Mean(0, 1) + 0.06, $"{Mean(0, 0)} among those that open so, {Mean(0, 1)} with the others");
    }

    [Fact]
    public void A_text_that_shares_nothing_with_the_pool_is_the_zero_vector()
    {
        var embedding = Encode(Fit(Texts(100), rank: 8), [HashedNgrams.Extract("日本語")]);

        Assert.All(embedding, value => Assert.Equal(0, value));
    }

    private static ColumnVectors Fit(NgramVector[] texts, int rank) => LatentSemanticAnalysis.Fit(texts, rank, MaximumColumns, new Random(3), threads: 1, CancellationToken.None);

    private static float[] Encode(ColumnVectors vectors, NgramVector[] texts)
    {
        var embeddings = new float[texts.Length * vectors.Rank];
        for (var i = 0; i < texts.Length; i++)
        {
            vectors.Encode(texts[i], embeddings.AsSpan(i * vectors.Rank, vectors.Rank));
        }

        return embeddings;
    }

    private static NgramVector[] Texts(int count) => [.. SyntheticStream.Generate(9, count).Select(item => HashedNgrams.Extract(item.Text))];
}
