using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Text;
using ActiveLearning.Learning.Features;

namespace ActiveLearning.Learning.Encoding;

/// <summary>
/// Vectors of n-grams from the words that stand beside them: positive pointwise mutual information of n-gram and neighbour, contexts smoothed by the power of .75, cut to its leading
/// directions (Levy, Goldberg and Dagan, "Improving Distributional Similarity with Lessons Learned from Word Embeddings", 2015). LSA finds n-grams that stand in the same texts; these are alike
/// where they could take each other's place, as spellings of one insult do. Which of the two a project's labels ask for, the head learns (docs/learning.md).
/// </summary>
internal static class ContextVectors
{
    // Words to the left and to the right that are a word's context, each place by itself.
    private const int Reach = 2;
    private const int ContextCount = 1 << 15;
    private const double Smoothing = 0.75;
    private const int LeastTextsOfColumn = 3;
    private const int LeastColumnsOfContext = 3;

    // Stands before the first word and after the last one.
    private const string Edge = "\n";

    /// <summary>Learns the vectors of a pool.</summary>
    /// <param name="texts">The pool's texts.</param>
    /// <param name="ngrams">Their n-grams.</param>
    /// <param name="rank">Length of a vector, unless the texts have fewer n-grams or contexts.</param>
    /// <param name="maximumColumns">Columns to keep, the most frequent ones.</param>
    /// <param name="random">The start of the decomposition.</param>
    /// <param name="threads">Threads that may compute, at least 1.</param>
    /// <param name="cancellationToken">Checked between passes over the n-grams.</param>
    /// <returns>Null where no n-gram has a context that others share.</returns>
    public static ColumnVectors? Fit(
        IReadOnlyList<string> texts, IReadOnlyList<NgramVector> ngrams, int rank, int maximumColumns, Random random, int threads, CancellationToken cancellationToken)
    {
        // 1. The contexts of each word, and which columns a word has.
        var contexts = ContextsOfWords(texts);
        cancellationToken.ThrowIfCancellationRequested();
        var wordsOfColumn = new Dictionary<int, List<List<int>>>();
        foreach (var (word, around) in contexts)
        {
            foreach (var column in HashedNgrams.Extract(word).Columns)
            {
                (CollectionsMarshal.GetValueRefOrAddDefault(wordsOfColumn, column, out _) ??= []).Add(around);
            }
        }

        var frequency = ColumnVectors.Frequencies(ngrams);
        var kept = wordsOfColumn.Keys.Where(column => frequency[column] >= LeastTextsOfColumn).OrderByDescending(column => frequency[column]).ThenBy(column => column).Take(maximumColumns).ToArray();

        // 2. How often each column stands in each context, contexts that hardly any column has left out.
        cancellationToken.ThrowIfCancellationRequested();
        var counts = Count([.. kept.Select(column => wordsOfColumn[column])]);
        var columnsOfContext = new int[ContextCount];
        foreach (var context in counts.SelectMany(row => row.Contexts))
        {
            columnsOfContext[context]++;
        }

        // 3. What a column says of its contexts, and its leading directions.
        var matrix = Informing(counts, columnsOfContext);
        var known = Enumerable.Range(0, kept.Length).Where(i => matrix.Length(i) > 0).ToArray();
        if (known.Length == 0)
        {
            return null;
        }

        var (directions, singular) = TruncatedSvd.RightVectors(matrix.Transposed(), Math.Min(rank, Math.Min(known.Length, ContextCount)), random, threads, cancellationToken);
        var vectors = new float[known.Length * singular.Length];
        for (var i = 0; i < vectors.Length; i++)
        {
            var (position, r) = Math.DivRem(i, singular.Length);
            vectors[i] = directions[(known[position] * singular.Length) + r] * (float)(singular[r] / singular[0]);
        }

        int[] columns = [.. known.Select(i => kept[i])];
        return new ColumnVectors(columns, ColumnVectors.InverseFrequencies(columns, frequency, texts.Count), vectors, new float[singular.Length]).Centred(ngrams);
    }

    private static Dictionary<string, List<int>> ContextsOfWords(IReadOnlyList<string> texts)
    {
        var contexts = new Dictionary<string, List<int>>();
        foreach (var text in texts)
        {
            var words = Words(text);
            for (var i = 0; i < words.Count; i++)
            {
                var around = CollectionsMarshal.GetValueRefOrAddDefault(contexts, words[i], out _) ??= [];
                for (var place = -Reach; place <= Reach; place++)
                {
                    if (place != 0)
                    {
                        around.Add(Context(place, i + place < 0 || i + place >= words.Count ? Edge : words[i + place]));
                    }
                }
            }
        }

        return contexts;
    }

    private static int Context(int place, string word) => (int)(XxHash3.HashToUInt64(MemoryMarshal.AsBytes(word.AsSpan()), place) % ContextCount);

    /// <summary>Words, and runs of signs between them, in lower case.</summary>
    private static List<string> Words(string text)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        var wasWord = false;
        foreach (var rune in WellFormedText.Nfkc(text).EnumerateRunes().Take(HashedNgrams.ReadCodePoints))
        {
            var lower = Rune.ToLowerInvariant(rune);
            var isWord = HashedNgrams.IsWord(lower.Value);
            if (word.Length > 0 && (isWord != wasWord || Rune.IsWhiteSpace(rune)))
            {
                words.Add(word.ToString());
                word.Clear();
            }

            if (!Rune.IsWhiteSpace(rune))
            {
                word.Append(lower);
            }

            wasWord = isWord;
        }

        if (word.Length > 0)
        {
            words.Add(word.ToString());
        }

        return words;
    }

    private static (int[] Contexts, float[] Counts)[] Count(List<List<int>>[] wordsOfColumn)
    {
        var rows = new (int[], float[])[wordsOfColumn.Length];
        var counts = new float[ContextCount];
        var seen = new List<int>();
        for (var column = 0; column < rows.Length; column++)
        {
            foreach (var context in wordsOfColumn[column].SelectMany(around => around))
            {
                if (counts[context]++ == 0)
                {
                    seen.Add(context);
                }
            }

            rows[column] = ([.. seen], [.. seen.Select(context => counts[context])]);
            seen.ForEach(context => counts[context] = 0);
            seen.Clear();
        }

        return rows;
    }

    /// <summary>ln(P(context | column) / P(context)) where it is above 0, by column.</summary>
    private static SparseRows Informing((int[] Contexts, float[] Counts)[] counts, int[] columnsOfContext)
    {
        var perContext = new double[ContextCount];
        foreach (var (contexts, times) in counts)
        {
            for (var i = 0; i < contexts.Length; i++)
            {
                perContext[contexts[i]] += columnsOfContext[contexts[i]] >= LeastColumnsOfContext ? times[i] : 0;
            }
        }

        var smoothed = perContext.Select(count => Math.Pow(count, Smoothing)).ToArray();
        var total = smoothed.Sum();
        var matrix = new SparseRows(ContextCount);
        foreach (var (contexts, times) in counts)
        {
            var ofColumn = Enumerable.Range(0, contexts.Length).Where(i => columnsOfContext[contexts[i]] >= LeastColumnsOfContext).ToArray();
            var all = ofColumn.Sum(i => times[i]);
            var informing = ofColumn.Select(i => (Context: contexts[i], Value: (float)Math.Log(times[i] / all / (smoothed[contexts[i]] / total)))).Where(entry => entry.Value > 0).ToArray();
            matrix.Add([.. informing.Select(entry => entry.Context)], [.. informing.Select(entry => entry.Value)]);
        }

        return matrix;
    }
}
