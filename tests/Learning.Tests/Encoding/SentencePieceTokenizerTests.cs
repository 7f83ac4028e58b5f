using System.Text.Json;
using ActiveLearning.Learning.Encoding;
using CsCheck;

namespace ActiveLearning.Learning.Tests.Encoding;

public sealed class SentencePieceTokenizerTests
{
    private static readonly SentencePieceTokenizer Tokenizer = Load();

    [Fact]
    public void Every_reference_text_gets_the_reference_ids()
    {
        var lines = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Encoding", "tokens_reference.jsonl"));

        var different = new List<string>();
        foreach (var line in lines)
        {
            using var json = JsonDocument.Parse(line);
            var text = json.RootElement.GetProperty("text").GetString()!;
            var expected = json.RootElement.GetProperty("ids").EnumerateArray().Select(id => id.GetInt32()).ToArray();
            if (!expected.SequenceEqual(Tokenizer.Tokenize(text)))
            {
                different.Add(text);
            }
        }

        Assert.Equal(421, lines.Length);
        Assert.Empty(different);
    }

    [Fact]
    public void Any_string_even_with_lone_surrogates_gives_ids_of_the_vocabulary()
    {
        var anyChar = Gen.OneOf(Gen.Char, Gen.Char['\uD800', '\uDFFF'], Gen.Char['a', 'z']);

        Gen.Char.Array[0, 40].Select(anyChar.Array[0, 40]).Sample((ascii, wild) =>
        {
            var ids = Tokenizer.Tokenize(new string([.. ascii, .. wild]));
            return ids.All(id => id >= 0 && id < Tokenizer.VocabularySize);
        });
    }

    [Fact]
    public void Unknown_characters_in_a_row_are_one_id()
    {
        Assert.Equal(Tokenizer.Tokenize("日"), Tokenizer.Tokenize("日本語"));
    }

    private static SentencePieceTokenizer Load()
    {
        using var vocabulary = File.OpenRead(Path.Combine(AppContext.BaseDirectory, "Encoding", "Model", "vocab.json"));
        return SentencePieceTokenizer.Load(vocabulary);
    }
}
