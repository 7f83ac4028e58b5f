using System.Runtime.InteropServices;

namespace ActiveLearning.Grains.Encoding;

/// <summary>
/// Vectors by content hash in one append-only file an encoder version, so that runs that follow one another on the same texts (tests, restarts with a fresh
/// ledger) encode them once. Safe for concurrent callers; one process at a time writes; a torn last record is cut off when the file is opened.
/// </summary>
public sealed class EmbeddingFileCache : IEmbeddingCache, IDisposable
{
    private const int HashBytes = 16;

    private readonly int _dimensions;
    private readonly FileStream _file;
    private readonly Dictionary<UInt128, Half[]> _vectors = [];
    private readonly Lock _turn = new();

    /// <summary>Opens or creates the cache.</summary>
    /// <param name="folder">Where the files are.</param>
    /// <param name="encoderVersion">What made the vectors.</param>
    /// <param name="dimensions">Length of one vector.</param>
    public EmbeddingFileCache(string folder, string encoderVersion, int dimensions)
    {
        _dimensions = dimensions;
        Directory.CreateDirectory(folder);
        _file = new FileStream(
            Path.Combine(folder, $"{encoderVersion}.vectors"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite, 1 << 16);
        var record = new byte[HashBytes + (dimensions * sizeof(ushort))];
        var whole = _file.Length - (_file.Length % record.Length);
        while (_file.Position < whole)
        {
            _file.ReadExactly(record);
            _vectors[MemoryMarshal.Read<UInt128>(record)] = MemoryMarshal.Cast<byte, Half>(record.AsSpan(HashBytes)).ToArray();
        }

        _file.SetLength(whole);
    }

    /// <inheritdoc/>
    public int[] Fill(IReadOnlyList<string> texts, Span<float> vectors)
    {
        ArgumentNullException.ThrowIfNull(texts);
        var missing = new List<int>();
        for (var i = 0; i < texts.Count; i++)
        {
            if (Find(texts[i]) is { } stored)
            {
                System.Numerics.Tensors.TensorPrimitives.ConvertToSingle(stored, vectors.Slice(i * _dimensions, _dimensions));
            }
            else
            {
                missing.Add(i);
            }
        }

        return [.. missing];
    }

    /// <summary>Remembers the vectors of these texts.</summary>
    public void Add(IReadOnlyList<string> texts, ReadOnlySpan<float> vectors)
    {
        ArgumentNullException.ThrowIfNull(texts);
        for (var i = 0; i < texts.Count; i++)
        {
            var hash = ContentKey.Of(texts[i]);
            var vector = new Half[_dimensions];
            System.Numerics.Tensors.TensorPrimitives.ConvertToHalf(vectors.Slice(i * _dimensions, _dimensions), vector);
            lock (_turn)
            {
                if (_vectors.TryAdd(hash, vector))
                {
                    _file.Write(MemoryMarshal.AsBytes(new ReadOnlySpan<UInt128>(in hash)));
                    _file.Write(MemoryMarshal.AsBytes<Half>(vector));
                }
            }
        }

        lock (_turn)
        {
            _file.Flush();
        }
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => _file.Dispose();

    private Half[]? Find(string text)
    {
        lock (_turn)
        {
            return _vectors.GetValueOrDefault(ContentKey.Of(text));
        }
    }
}
