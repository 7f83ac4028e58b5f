using System.IO.Hashing;
using System.Runtime.InteropServices;
using ActiveLearning.Learning.Encoding;

namespace ActiveLearning.Benchmarks.LabelEfficiency;

/// <summary>Embeddings kept between runs in the temporary folder, one file per encoder version and list of texts.</summary>
public static class EmbeddingCache
{
    public static float[] Encode(ITextEncoder encoder, string[] texts, int threads, CancellationToken cancellationToken)
    {
        var path = Path.Combine(Path.GetTempPath(), "active-learning-embeddings", $"{encoder.Version}-{Key(texts)}.f32");
        var length = texts.Length * encoder.Dimensions;
        if (File.Exists(path) && new FileInfo(path).Length == length * sizeof(float))
        {
            return MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(path)).ToArray();
        }

        var embeddings = new float[length];
        encoder.Encode(texts, embeddings, threads, cancellationToken);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);

        // Written aside and moved, so that a run beside this one never reads half a file.
        var draft = $"{path}.{Environment.ProcessId}";
        File.WriteAllBytes(draft, MemoryMarshal.AsBytes<float>(embeddings));
        File.Move(draft, path, overwrite: true);
        return embeddings;
    }

    private static string Key(string[] texts)
    {
        var hash = new XxHash128();
        foreach (var text in texts)
        {
            hash.Append(MemoryMarshal.AsBytes(text.AsSpan()));
            hash.Append("\0\n"u8);
        }

        return Convert.ToHexStringLower(hash.GetCurrentHash());
    }
}
