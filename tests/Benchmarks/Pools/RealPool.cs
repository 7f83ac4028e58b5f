using ActiveLearning.Benchmarks.LabelEfficiency;
using ActiveLearning.Harness;
using ActiveLearning.Learning.Encoding;
using ActiveLearning.Learning.Features;
using ActiveLearning.Learning.Heads;

namespace ActiveLearning.Benchmarks.Pools;

/// <summary>A labelled set with the features of the product: the truth that synthetic pools are drawn around.</summary>
public sealed record RealPool(string Name, string[] Texts, int[] Labels, int Classes, NgramVector[] Ngrams, float[] Embeddings, int Dimensions)
{
    public static RealPool Load(string name, int threads, CancellationToken cancellationToken)
    {
        var set = LabelledTexts.Load(name);
        var texts = set.Pool.Select(text => text.Text).ToArray();
        var ngrams = new NgramVector[texts.Length];
        WorkerThreads.Run(threads, texts.Length, i => ngrams[i] = HashedNgrams.Extract(texts[i]), cancellationToken);
        using var encoder = UseLiteEncoder.Load();
        return new RealPool(
            set.Name,
            texts,
            [.. set.Pool.Select(text => set.Classes.ToList().IndexOf(text.Label))],
            set.Classes.Count,
            ngrams,
            EmbeddingCache.Encode(encoder, texts, threads, cancellationToken),
            encoder.Dimensions);
    }

    public int Count => Texts.Length;

    public ReadOnlySpan<float> Embedding(int row) => Embeddings.AsSpan(row * Dimensions, Dimensions);

    /// <summary>The rows as a block.</summary>
    public FeatureBlock ToBlock()
    {
        var block = new FeatureBlock(Dimensions);
        for (var row = 0; row < Count; row++)
        {
            block.SetEmbedding(block.Add(Ngrams[row]), Embedding(row));
        }

        return block;
    }

    /// <summary>Fits a head to the labels of the first rows.</summary>
    public HeadFit Fit(int labels, CancellationToken cancellationToken)
    {
        var set = new TrainingSet(Classes, Dimensions);
        for (var row = 0; row < Math.Min(labels, Count); row++)
        {
            set.Add(Ngrams[row], Embedding(row), Labels[row]);
        }

        return HeadTrainer.Fit(set, null, cancellationToken);
    }
}
