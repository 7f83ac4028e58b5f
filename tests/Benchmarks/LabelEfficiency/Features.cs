using ActiveLearning.Learning.Encoding;
using ActiveLearning.Learning.Features;
using ActiveLearning.Learning.Replay;

namespace ActiveLearning.Benchmarks.LabelEfficiency;

/// <summary>
/// Turns two files into a replay set with the features of the product: <c>default</c> with the encoder, and the pool's LSA for texts that it can't read; <c>hashed</c> as if it could read none;
/// <c>unread-as-zeros</c> as <c>default</c> but without LSA, to show what it brings.
/// </summary>
public static class Features
{
    public static ReplaySet Read(LabelledFile pool, LabelledFile test, string features, IEnumerable<string> slices, bool stateShares, int threads, CancellationToken cancellationToken)
    {
        var classes = pool.Labels.Concat(test.Labels).Distinct().Order(StringComparer.Ordinal).ToArray();
        var poolNgrams = Ngrams(pool.Texts, threads, cancellationToken);
        var testNgrams = Ngrams(test.Texts, threads, cancellationToken);
        using var encoder = UseLiteEncoder.Load();
        if (features is not ("default" or "hashed" or "unread-as-zeros"))
        {
            throw new ArgumentException($"Features are 'default', 'hashed' or 'unread-as-zeros', not '{features}'.", nameof(features));
        }

        // Without the encoder all is as where it can read nothing.
        var isRead = features != "hashed";
        var poolEmbeddings = isRead ? EmbeddingCache.Encode(encoder, pool.Texts, threads, cancellationToken) : new float[pool.Texts.Length * encoder.Dimensions];
        var testEmbeddings = isRead ? EmbeddingCache.Encode(encoder, test.Texts, threads, cancellationToken) : new float[test.Texts.Length * encoder.Dimensions];
        var lsa = features == "unread-as-zeros" ? null : FitLsa(pool.Texts, poolEmbeddings, encoder.Dimensions, threads, cancellationToken);
        int[] labels = [.. pool.Labels.Select(label => Array.IndexOf(classes, label))];
        return new ReplaySet
        {
            StatedShares = stateShares ? [.. classes.Select((_, c) => Math.Max(1, labels.Count(label => label == c)) / (double)labels.Length)] : null,
            Classes = classes,
            Pool = Block(poolNgrams, poolEmbeddings, encoder.Dimensions, lsa),
            PoolLabels = labels,
            Test = Block(testNgrams, testEmbeddings, encoder.Dimensions, lsa),
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
    private static PoolLsa? FitLsa(string[] texts, float[] embeddings, int dimensions, int threads, CancellationToken cancellationToken)
    {
        var unread = Enumerable.Range(0, texts.Length).Where(i => PoolLsa.IsUnread(embeddings.AsSpan(i * dimensions, dimensions))).ToArray();
        new Random(0).Shuffle(unread);
        return unread.Length < PoolLsa.LeastTexts
            ? null
            : PoolLsa.Fit([.. unread.Take(PoolLsa.MaximumTexts).Select(i => texts[i])], dimensions, new Random(0), threads, cancellationToken);
    }

    private static FeatureBlock Block(NgramVector[] ngrams, float[] embeddings, int dimensions, PoolLsa? lsa)
    {
        var block = new FeatureBlock(dimensions);
        for (var i = 0; i < ngrams.Length; i++)
        {
            block.Add(ngrams[i]);
            PoolLsa.Place(block, i, embeddings.AsSpan(i * dimensions, dimensions), lsa);
        }

        return block;
    }
}
