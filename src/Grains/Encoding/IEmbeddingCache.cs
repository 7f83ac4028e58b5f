using System.IO.Hashing;

namespace ActiveLearning.Grains.Encoding;

/// <summary>Vectors of one encoder version by content. Asked before the encoder, by several threads at a time; what it does not know costs only time.</summary>
public interface IEmbeddingCache
{
    /// <summary>Writes the vectors that are known and returns the positions of the texts that are not.</summary>
    int[] Fill(IReadOnlyList<string> texts, Span<float> vectors);

    /// <summary>Remembers the vectors of these texts.</summary>
    void Add(IReadOnlyList<string> texts, ReadOnlySpan<float> vectors);
}

/// <summary>A cache that all silos share, so that what one has encoded no other encodes again. Losing it costs time only.</summary>
public interface ISharedEmbeddings
{
    /// <summary>The part of one encoder version.</summary>
    IEmbeddingCache ForEncoder(string encoderVersion, int dimensions);
}

/// <summary>What a text is cached under.</summary>
public static class ContentKey
{
    /// <summary>128 bits of its UTF-8 bytes: the same in every process, for ever.</summary>
    public static UInt128 Of(string text) => XxHash128.HashToUInt128(System.Text.Encoding.UTF8.GetBytes(text));
}
