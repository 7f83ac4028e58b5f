using System.Numerics.Tensors;
using System.Text.Json;
using ActiveLearning.Learning.Encoding;

namespace ActiveLearning.Learning.Tests.Encoding;

public sealed class UseLiteEncoderTests : IDisposable
{
    private readonly UseLiteEncoder _encoder = UseLiteEncoder.Load();

    [Fact]
    public void Reference_texts_get_the_reference_embeddings()
    {
        using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Encoding", "embeddings_reference.json")));
        var texts = json.RootElement.GetProperty("texts").EnumerateArray().Select(text => text.GetString()!).ToArray();
        var expected = json.RootElement.GetProperty("embeddings").EnumerateArray().SelectMany(row => row.EnumerateArray()).Select(value => value.GetSingle()).ToArray();

        var embeddings = Encode(texts, threads: 1);

        Assert.Equal(7 * _encoder.Dimensions, expected.Length);
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.InRange(embeddings[i] - expected[i], -1e-5f, 1e-5f);
        }
    }

    [Fact]
    public void A_text_gets_the_same_embedding_whatever_shares_its_batch_and_however_many_threads_run()
    {
        string[] texts = ["short", "a somewhat longer text that needs more pieces than its neighbour", string.Join(' ', Enumerable.Repeat("very long", 300)), "", "😀 emoji"];

        var together = Encode([.. Enumerable.Repeat(texts, 20).SelectMany(t => t)], threads: 2);

        for (var i = 0; i < texts.Length; i++)
        {
            var alone = Encode([texts[i]], threads: 1);
            Assert.True(TensorPrimitives.Distance<float>(alone, together.AsSpan((i + 35) * 512, 512)) < 1e-4, texts[i]);
        }
    }

    [Fact]
    public void Empty_text_is_the_zero_vector()
    {
        Assert.All(Encode([""], threads: 1), value => Assert.Equal(0, value));
    }

    [Theory]
    [InlineData("Сегодня прекрасная погода, пойдём гулять в парк")]
    [InlineData("Σήμερα ο καιρός είναι υπέροχος, πάμε για περπάτημα στο πάρκο")]
    [InlineData("الطقس جميل اليوم فلنذهب للتنزه في الحديقة")]
    [InlineData("आज मौसम बहुत सुहाना है, चलो पार्क में घूमने चलते हैं")]
    [InlineData("今天天气很好，我们去公园散步吧")]
    [InlineData("오늘 날씨가 정말 좋으니 공원에 산책하러 가자")]
    public void A_text_in_another_script_is_the_zero_vector(string text)
    {
        Assert.All(Encode([text], threads: 1), value => Assert.Equal(0, value));
    }

    [Theory]
    [InlineData("u r so gr8, c u l8r")]
    [InlineData("lol 😂😂😂😂😂😂")]
    [InlineData("K")]
    [InlineData("She said здравствуйте and left the room without another word")]
    [InlineData("Das Wetter ist heute sehr schön, wir gehen in den Park")]
    [InlineData("!!! 100 %")]
    public void Slang_symbols_single_foreign_words_and_other_languages_in_Latin_script_are_read(string text)
    {
        Assert.Equal(1, TensorPrimitives.Norm<float>(Encode([text], threads: 1)), 3);
    }

    [Fact]
    public void Cancelling_ends_the_call()
    {
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();

        Assert.Throws<OperationCanceledException>(() => _encoder.Encode(["text"], new float[512], 2, cancelled.Token));
    }

    public void Dispose() => _encoder.Dispose();

    private float[] Encode(string[] texts, int threads)
    {
        var embeddings = new float[texts.Length * _encoder.Dimensions];
        Array.Fill(embeddings, 7f);
        _encoder.Encode(texts, embeddings, threads, CancellationToken.None);
        return embeddings;
    }
}
