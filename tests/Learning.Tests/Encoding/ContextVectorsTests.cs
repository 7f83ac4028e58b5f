using System.Numerics.Tensors;
using ActiveLearning.Learning.Encoding;
using ActiveLearning.Learning.Features;

namespace ActiveLearning.Learning.Tests.Encoding;

public sealed class ContextVectorsTests
{
    private const int Rank = 16;

    // Fillers never stand in one text with another of their kind, so that only what surrounds them tells the kinds apart.
    private static readonly string[] Drinks = ["wokka", "blimdo", "trapsi", "nuvgel"];
    private static readonly string[] Tools = ["hasper", "jindle", "corvak", "yemlot"];

    [Fact]
    public void Words_that_could_take_each_others_place_are_alike()
    {
        var texts = Texts(600, seed: 4);
        var vectors = Fit(texts, seed: 3)!;
        float Cosine(string a, string b) => TensorPrimitives.CosineSimilarity<float>(Encode(vectors, a), Encode(vectors, b));

        var alike = Drinks.SelectMany(a => Drinks.Where(b => b != a).Select(b => Cosine(a, b))).Average();
        var apart = Drinks.SelectMany(a => Tools.Select(b => Cosine(a, b))).Average();

        Assert.True(alike > apart + 0.5, $"{alike} among drinks, {apart} between drinks and tools");
    }

    [Fact]
    public void Texts_are_centred_and_of_length_one_and_a_seed_repeats()
    {
        var texts = Texts(300, seed: 5);
        var (one, again) = (Fit(texts, seed: 3)!, Fit(texts, seed: 3)!);
        var embeddings = texts.Select(text => Encode(one, text)).ToArray();

        Assert.Equal(one.Vectors.ToArray(), again.Vectors.ToArray());
        Assert.All(embeddings, embedding => Assert.Equal(1, TensorPrimitives.Norm<float>(embedding), 3));
        Assert.All(Enumerable.Range(0, Rank), d => Assert.InRange(embeddings.Average(embedding => embedding[d]), -0.3, 0.3));
    }

    [Fact]
    public void A_text_without_a_known_ngram_is_the_zero_vector()
    {
        Assert.All(Encode(Fit(Texts(300, seed: 6), seed: 3)!, "日本語"), value => Assert.Equal(0, value));
    }

    [Fact]
    public void Texts_that_share_no_context_have_no_vectors()
    {
        Assert.Null(Fit(["ab", "cd", "ef"], seed: 1));
    }

    [Fact]
    public void Empty_texts_signs_and_lone_surrogates_are_read_without_harm()
    {
        string[] texts = [.. Texts(200, seed: 7), "", "   ", "!!! ?? ...", "\uD800 broken", new string('x', 30_000)];

        Assert.All(Fit(texts, seed: 3)!.Vectors.ToArray(), value => Assert.True(float.IsFinite(value)));
    }

    private static string[] Texts(int count, int seed)
    {
        var random = new Random(seed);
        string[] names = ["anna", "bob", "carla", "dieter", "emre"];
        return [.. Enumerable.Range(0, count).Select(i => i % 2 == 0
            ? $"{names[random.Next(5)]} drinks a glass of cold {Drinks[random.Next(4)]} every {(random.Next(2) == 0 ? "morning" : "evening")}"
            : $"{names[random.Next(5)]} hammers with the heavy {Tools[random.Next(4)]} on a {(random.Next(2) == 0 ? "nail" : "board")}")];
    }

    private static ColumnVectors? Fit(string[] texts, int seed) =>
        ContextVectors.Fit(texts, [.. texts.Select(HashedNgrams.Extract)], Rank, 1 << 15, new Random(seed), threads: 1, CancellationToken.None);

    private static float[] Encode(ColumnVectors vectors, string text)
    {
        var embedding = new float[vectors.Rank];
        vectors.Encode(HashedNgrams.Extract(text), embedding);
        return embedding;
    }
}
