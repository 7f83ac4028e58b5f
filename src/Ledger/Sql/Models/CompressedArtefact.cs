using System.IO.Compression;

namespace ActiveLearning.Ledger.Sql;

/// <summary>An ONNX artefact as it is stored. Heads are mostly floats that compress little, and encoders' zero columns that compress a lot.</summary>
/// <param name="Length">Bytes of the artefact itself.</param>
/// <param name="Brotli">The compressed bytes.</param>
internal sealed record CompressedArtefact(int Length, byte[] Brotli)
{
    // Quality 1 of 11: an artefact of 8 MB takes some tens of milliseconds; the higher ones take seconds for a few per cent.
    private const int Quality = 1;
    private const int WindowBits = 22;

    /// <summary>Compresses an artefact.</summary>
    public static CompressedArtefact Compress(byte[] artefact)
    {
        var buffer = new byte[BrotliEncoder.GetMaxCompressedLength(artefact.Length)];
        return BrotliEncoder.TryCompress(artefact, buffer, out var written, Quality, WindowBits)
            ? new CompressedArtefact(artefact.Length, buffer[..written])
            : throw new InvalidOperationException("The artefact could not be compressed.");
    }

    /// <summary>The artefact itself.</summary>
    /// <exception cref="InvalidDataException">The stored bytes are damaged.</exception>
    public byte[] Decompress()
    {
        var artefact = new byte[Length];
        return BrotliDecoder.TryDecompress(Brotli, artefact, out var written) && written == Length
            ? artefact
            : throw new InvalidDataException("A stored model artefact is damaged.");
    }
}
