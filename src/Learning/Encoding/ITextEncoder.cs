namespace ActiveLearning.Learning.Encoding;

/// <summary>Turns texts into embeddings: points whose cosine says how alike the texts are. Runs once per content item. Safe for concurrent callers.</summary>
public interface ITextEncoder : IDisposable
{
    /// <summary>Names the weights and the text treatment; embeddings of different versions must never be compared.</summary>
    string Version { get; }

    /// <summary>Length of one embedding.</summary>
    int Dimensions { get; }

    /// <summary>Writes one unit-length embedding per text, or zeros for a text that holds nothing the encoder can read.</summary>
    /// <param name="texts">Any Unicode text of any length.</param>
    /// <param name="embeddings">Receives <c>texts.Count * Dimensions</c> values, row by row in the order of the texts.</param>
    /// <param name="threads">Threads that may compute at the same time, the caller's included; at least 1.</param>
    /// <param name="cancellationToken">Stops between batches; what was written so far is then meaningless.</param>
    /// <exception cref="ArgumentException">The span is too short or <paramref name="threads"/> is below 1.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    void Encode(IReadOnlyList<string> texts, Span<float> embeddings, int threads, CancellationToken cancellationToken);
}
