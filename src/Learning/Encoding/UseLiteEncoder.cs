using Microsoft.ML.OnnxRuntime;

namespace ActiveLearning.Learning.Encoding;

/// <summary>
/// The embedded default encoder: Universal Sentence Encoder Lite (English, 512 dimensions; Cer et al., "Universal Sentence Encoder", 2018) on
/// ONNX Runtime. Reads the first 128 pieces of a text, as <see cref="SocialText"/> puts it. Safe for concurrent callers.
/// </summary>
/// <remarks>
/// A text that it can't read, of another script above all, gets zeros: what the weights make of unknown pieces is the same noise for all such texts. <see cref="PoolLsa"/> takes its place there.
/// </remarks>
public sealed class UseLiteEncoder : ITextEncoder
{
    /// <summary>The value of <see cref="Version"/>.</summary>
    public const string CurrentVersion = "use-lite-3";

    /// <summary>
    /// Least share of a text's letters in known words and parts of words for which it counts as read. English texts have .75 to 1 (one in a thousand is below), languages in Latin script
    /// mostly .6 to .95, those in others mostly 0 (docs/learning.md).
    /// </summary>
    public const double LeastReadShare = 0.5;

    private const int MaximumPieces = 128;

    // Small enough to stay in the cache and to keep cancellation prompt, large enough that the cost of a call does not show.
    private const int PiecesPerBatch = 1024;

    private static readonly string[] InputNames = ["input_ids", "attention_mask"];
    private static readonly string[] OutputNames = ["sentence_embedding"];

    private readonly InferenceSession _session;
    private readonly SentencePieceTokenizer _tokenizer;
    private readonly RunOptions _runOptions = new();

    private UseLiteEncoder(InferenceSession session, SentencePieceTokenizer tokenizer)
    {
        _session = session;
        _tokenizer = tokenizer;
    }

    /// <inheritdoc/>
    public string Version => CurrentVersion;

    /// <inheritdoc/>
    public int Dimensions => 512;

    /// <summary>Loads <c>use-lite.onnx</c> and <c>vocab.json</c>.</summary>
    /// <param name="folder">Where they are; by default <c>Encoding/Model</c> beside the program, where the build puts them.</param>
    /// <exception cref="IOException">A file is missing or unreadable.</exception>
    public static UseLiteEncoder Load(string? folder = null)
    {
        folder ??= Path.Combine(AppContext.BaseDirectory, "Encoding", "Model");
        using var vocabulary = File.OpenRead(Path.Combine(folder, "vocab.json"));
        var tokenizer = SentencePieceTokenizer.Load(vocabulary);
        using var options = SingleThreadSession.Options();
        var session = new InferenceSession(File.ReadAllBytes(Path.Combine(folder, "use-lite.onnx")), options);
        return new UseLiteEncoder(session, tokenizer);
    }

    /// <inheritdoc/>
    public void Encode(IReadOnlyList<string> texts, Span<float> embeddings, int threads, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        if (embeddings.Length < texts.Count * Dimensions)
        {
            throw new ArgumentException("There must be room for one embedding per text.", nameof(embeddings));
        }

        embeddings[..(texts.Count * Dimensions)].Clear();
        var batches = Batches(texts, out var pieces);

        // Other threads cannot share the caller's span, so they write here and the caller copies.
        var results = new float[batches.Count][];
        WorkerThreads.Run(threads, batches.Count, batch => results[batch] = Run(batches[batch], pieces), cancellationToken);
        for (var b = 0; b < batches.Count; b++)
        {
            for (var i = 0; i < batches[b].Length; i++)
            {
                results[b].AsSpan(i * Dimensions, Dimensions).CopyTo(embeddings[(batches[b][i] * Dimensions)..]);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _session.Dispose();
        _runOptions.Dispose();
    }

    // Texts of like length share a batch, so that hardly anything is computed for padding.
    private List<int[]> Batches(IReadOnlyList<string> texts, out int[][] pieces)
    {
        var tokenized = new int[texts.Count][];
        for (var i = 0; i < texts.Count; i++)
        {
            var read = _tokenizer.Tokenize(SocialText.Plain(texts[i]), out var readShare);
            tokenized[i] = readShare < LeastReadShare ? [] : read;
        }

        pieces = tokenized;
        var order = Enumerable.Range(0, texts.Count).Where(i => tokenized[i].Length > 0).OrderByDescending(i => tokenized[i].Length).ToArray();
        var batches = new List<int[]>();
        for (var first = 0; first < order.Length;)
        {
            var longest = Math.Min(MaximumPieces, tokenized[order[first]].Length);
            var size = Math.Min(order.Length - first, Math.Max(1, PiecesPerBatch / longest));
            batches.Add(order[first..(first + size)]);
            first += size;
        }

        return batches;
    }

    private float[] Run(int[] batch, int[][] pieces)
    {
        var width = Math.Min(MaximumPieces, pieces[batch[0]].Length);
        var ids = new long[batch.Length * width];
        var mask = new long[batch.Length * width];
        for (var i = 0; i < batch.Length; i++)
        {
            var row = pieces[batch[i]];
            var length = Math.Min(width, row.Length);
            for (var j = 0; j < length; j++)
            {
                ids[(i * width) + j] = row[j];
                mask[(i * width) + j] = 1;
            }
        }

        var embeddings = new float[batch.Length * Dimensions];
        long[] shape = [batch.Length, width];
        using var idsValue = OrtValue.CreateTensorValueFromMemory(ids, shape);
        using var maskValue = OrtValue.CreateTensorValueFromMemory(mask, shape);
        using var output = OrtValue.CreateTensorValueFromMemory(embeddings, [batch.Length, Dimensions]);
        _session.Run(_runOptions, InputNames, [idsValue, maskValue], OutputNames, [output]);
        return embeddings;
    }
}
