using System.IO.Compression;

namespace ActiveLearning.Learning.Heads;

/// <summary>
/// How a head is kept: its ONNX bytes, compressed. A young head's column map is half a megabyte of zeros, which shrinks to a few kilobytes.
/// </summary>
public static class HeadArtefact
{
    private static ReadOnlySpan<byte> Mark => "ALH1"u8;

    /// <summary>Compresses ONNX bytes for storage.</summary>
    public static byte[] Pack(byte[] onnx)
    {
        ArgumentNullException.ThrowIfNull(onnx);
        using var packed = new MemoryStream();
        packed.Write(Mark);
        using (var compressor = new BrotliStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            compressor.Write(onnx);
        }

        return packed.ToArray();
    }

    /// <summary>Returns the ONNX bytes of an artefact; plain ONNX bytes pass through unchanged.</summary>
    /// <exception cref="InvalidDataException">The artefact is damaged.</exception>
    public static byte[] Unpack(byte[] artefact)
    {
        ArgumentNullException.ThrowIfNull(artefact);
        if (!artefact.AsSpan().StartsWith(Mark))
        {
            return artefact;
        }

        using var onnx = new MemoryStream();
        using var compressor = new BrotliStream(new MemoryStream(artefact, Mark.Length, artefact.Length - Mark.Length), CompressionMode.Decompress);
        compressor.CopyTo(onnx);
        return onnx.ToArray();
    }
}
