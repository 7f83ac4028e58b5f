using ActiveLearning.Benchmarks.LabelEfficiency;
using ActiveLearning.Learning.Encoding;
using ActiveLearning.Learning.Features;
using ActiveLearning.Learning.Synthetic;

namespace ActiveLearning.Benchmarks.Refits;

/// <summary>A text with its class, as the trainer gets it.</summary>
public sealed record LabelledText(NgramVector Ngrams, float[] Embedding, int Class)
{
    /// <summary>Reads labelled JSON lines, or draws from the synthetic stream, and encodes them; in random order.</summary>
    public static (LabelledText[] Rows, int Classes) Read(string? path, int count, string encoderName, int threads, CancellationToken cancellationToken)
    {
        string[] texts;
        int[] labels;
        int classes;
        if (path is null)
        {
            var items = SyntheticStream.Generate(seed: 11, count).ToArray();
            texts = [.. items.Select(item => item.Text)];
            labels = [.. items.Select(item => item.Class)];
            classes = SyntheticStream.Classes.Count;
        }
        else
        {
            var file = LabelledFile.Read(path);
            var names = file.Labels.Distinct().Order(StringComparer.Ordinal).ToArray();
            texts = file.Texts;
            labels = [.. file.Labels.Select(label => Array.IndexOf(names, label))];
            classes = names.Length;
        }

        using ITextEncoder encoder = encoderName switch
        {
            "use-lite" => UseLiteEncoder.Load(),
            "projected-ngrams" => new ProjectedNgramEncoder(512),
            _ => throw new ArgumentException($"Encoders are use-lite and projected-ngrams, not {encoderName}.", nameof(encoderName)),
        };
        var embeddings = EmbeddingCache.Encode(encoder, texts, threads, cancellationToken);
        var rows = texts.Select((text, i) => new LabelledText(
            HashedNgrams.Extract(text), embeddings.AsSpan(i * encoder.Dimensions, encoder.Dimensions).ToArray(), labels[i])).ToArray();
        new Random(3).Shuffle(rows);
        return (rows, classes);
    }
}
