using System.IO.Hashing;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using ActiveLearning.Learning.Features;

namespace ActiveLearning.Learning.Encoding;

/// <summary>
/// An encoder without weights: each hashed n-gram adds a random direction of its own (random projection; Achlioptas, 2003), so texts with common words and
/// spellings lie near each other. It knows nothing of meaning. It is for texts in languages and scripts that a trained encoder serves badly, and for
/// tests that need a cheap one: the same text gives the same embedding on every machine.
/// </summary>
public sealed class ProjectedNgramEncoder : ITextEncoder
{
    /// <summary>Makes an encoder.</summary>
    /// <param name="dimensions">A positive multiple of 64; more keep distances more exactly.</param>
    public ProjectedNgramEncoder(int dimensions = 64)
    {
        if (dimensions <= 0 || dimensions % 64 != 0)
        {
            throw new ArgumentException("Dimensions come in whole 64-bit words of random signs.", nameof(dimensions));
        }

        Dimensions = dimensions;
    }

    /// <inheritdoc/>
    public string Version => $"projected-ngrams-{Dimensions}-{HashedNgrams.Version}";

    /// <inheritdoc/>
    public int Dimensions { get; }

    /// <inheritdoc/>
    public void Encode(IReadOnlyList<string> texts, Span<float> embeddings, int threads, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        if (embeddings.Length < texts.Count * Dimensions)
        {
            throw new ArgumentException("There must be room for one embedding per text.", nameof(embeddings));
        }

        for (var i = 0; i < texts.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Project(HashedNgrams.Extract(texts[i]), embeddings.Slice(i * Dimensions, Dimensions));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private static void Project(NgramVector ngrams, Span<float> embedding)
    {
        embedding.Clear();
        Span<int> key = stackalloc int[2];
        for (var i = 0; i < ngrams.Columns.Length; i++)
        {
            key[0] = ngrams.Columns[i];
            for (var d = 0; d < embedding.Length; d++)
            {
                key[1] = d / 64;
                var signs = XxHash3.HashToUInt64(MemoryMarshal.AsBytes(key));
                for (; ; d++)
                {
                    embedding[d] += (signs >> (d % 64) & 1) != 0 ? ngrams.Weights[i] : -ngrams.Weights[i];
                    if (d % 64 == 63)
                    {
                        break;
                    }
                }
            }
        }

        var length = TensorPrimitives.Norm<float>(embedding);
        if (length > 0)
        {
            TensorPrimitives.Multiply(embedding, 1 / length, embedding);
        }
    }
}
