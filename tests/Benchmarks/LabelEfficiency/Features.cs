using ActiveLearning.Learning.Encoding;
using ActiveLearning.Learning.Features;
using ActiveLearning.Learning.Replay;

namespace ActiveLearning.Benchmarks.LabelEfficiency;

/// <summary>
/// Turns two files into a replay set with the features of the product: <c>default</c> with the encoder, and LSA for texts that it can't read; <c>hashed</c> with LSA for all; <c>unread-as-zeros</c>
/// as <c>default</c> but without LSA, to show what it brings.
/// </summary>
public static class Features
{
    public static ReplaySet Read(LabelledFile pool, LabelledFile test, string features, IEnumerable<string> slices, bool stateShares, int threads, CancellationToken cancellationToken)
    {
        var classes = pool.Labels.Concat(test.Labels).Distinct().Order(StringComparer.Ordinal).ToArray();
        var poolNgrams = Ngrams(pool.Texts, threads, cancellationToken);
        var testNgrams = Ngrams(test.Texts, threads, cancellationToken);
        using ITextEncoder encoder = features switch
        {
            "default" or "unread-as-zeros" => UseLiteEncoder.Load(),
            "hashed" => LatentSemanticEncoder.Fit(poolNgrams, new Random(0), threads, cancellationToken),
            _ => throw new ArgumentException($"Features are 'default', 'hashed' or 'unread-as-zeros', not '{features}'.", nameof(features)),
        };
        var poolEmbeddings = EmbeddingCache.Encode(encoder, pool.Texts, threads, cancellationToken);
        var testEmbeddings = EmbeddingCache.Encode(encoder, test.Texts, threads, cancellationToken);
        var lsa = features == "default" ? FitLsa(poolNgrams, poolEmbeddings, encoder.Dimensions, threads, cancellationToken) : null;
        var isLexical = features == "hashed";
        int[] labels = [.. pool.Labels.Select(label => Array.IndexOf(classes, label))];
        return new ReplaySet
        {
            StatedShares = stateShares ? [.. classes.Select((_, c) => Math.Max(1, labels.Count(label => label == c)) / (double)labels.Length)] : null,
            Classes = classes,
            Pool = Block(poolNgrams, poolEmbeddings, encoder.Dimensions, lsa, isLexical),
            PoolLabels = labels,
            Test = Block(testNgrams, testEmbeddings, encoder.Dimensions, lsa, isLexical),
            TestLabels = [.. test.Labels.Select(label => Array.IndexOf(classes, label))],
            PoolSlices = slices.Distinct().ToDictionary(attribute => attribute, attribute => Positions(pool, attribute)),
        };
    }

    private static ushort[] Positions(LabelledFile pool, string attribute)
    {
        var values = pool.Attributes.Select(item => item.GetValueOrDefault(attribute)).ToArray();
        var known = values.OfType<string>().GroupBy(value => value).OrderByDescending(group => group.Count()).Take(Grains.Partitions.SliceShares.MostValues).Select(group => group.Key).ToList();
        return [.. values.Select(value => (ushort)(value is null || !known.Contains(value) ? known.Count : known.IndexOf(value)))];
    }

    private static NgramVector[] Ngrams(string[] texts, int threads, CancellationToken cancellationToken)
    {
        var ngrams = new NgramVector[texts.Length];
        WorkerThreads.Run(threads, texts.Length, i => ngrams[i] = HashedNgrams.Extract(texts[i]), cancellationToken);
        return ngrams;
    }

    /// <summary>As in the product: from the pool's own texts that the encoder can't read, where there are enough of them.</summary>
    private static PoolLsa? FitLsa(NgramVector[] ngrams, float[] embeddings, int dimensions, int threads, CancellationToken cancellationToken)
    {
        var unread = Enumerable.Range(0, ngrams.Length).Where(i => PoolLsa.IsUnread(embeddings.AsSpan(i * dimensions, dimensions))).ToArray();
        new Random(0).Shuffle(unread);
        return unread.Length < PoolLsa.LeastTexts
            ? null
            : PoolLsa.Fit([.. unread.Take(PoolLsa.MaximumTexts).Select(i => ngrams[i])], dimensions, new Random(0), threads, cancellationToken);
    }

    private static FeatureBlock Block(NgramVector[] ngrams, float[] embeddings, int dimensions, PoolLsa? lsa, bool isLexical)
    {
        var block = new FeatureBlock(dimensions);
        for (var i = 0; i < ngrams.Length; i++)
        {
            block.Add(ngrams[i]);
            var embedding = embeddings.AsSpan(i * dimensions, dimensions);
            if (isLexical)
            {
                block.SetEmbedding(i, embedding, isLexical: true);
            }
            else
            {
                PoolLsa.Place(block, i, embedding, lsa);
            }
        }

        return block;
    }
}
