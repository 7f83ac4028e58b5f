using System.Runtime.InteropServices;
using ActiveLearning.Ledger.Vectors;

namespace ActiveLearning.Ledger.Sql;

/// <summary>Chunks of vectors.</summary>
internal static class VectorChunks
{
    private const string InsertEncoder = "INSERT INTO encoders (project, version) VALUES (?1, ?2) ON CONFLICT DO NOTHING";

    private const string SelectEncoder = "SELECT key FROM encoders WHERE project = ?1 AND version = ?2";

    private const string InsertChunk = """
        INSERT INTO vector_chunks (encoder, pool_partition, dimensions, ordinals, vectors) VALUES (?1, ?2, ?3, ?4, ?5)
        """;

    private const string SelectAfter = """
        SELECT c.key, c.dimensions, c.ordinals, c.vectors
        FROM encoders e JOIN vector_chunks c ON c.encoder = e.key
        WHERE e.project = ?1 AND e.version = ?2 AND c.pool_partition = ?3 AND c.key > ?4
        ORDER BY c.key LIMIT 1
        """;

    /// <summary>Stores a chunk.</summary>
    /// <returns>The key of its encoder.</returns>
    public static long Append(LedgerTransaction transaction, (int Project, VectorChunk Chunk) request)
    {
        var (project, chunk) = request;
        transaction.Prepare(InsertEncoder).Bind(project).Bind(chunk.EncoderVersion).Run();
        var encoder = FindEncoder(transaction, project, chunk.EncoderVersion);
        transaction.Prepare(InsertChunk)
            .Bind(encoder).Bind(chunk.Partition).Bind(chunk.Dimensions).Bind(MemoryMarshal.AsBytes(chunk.Ordinals.AsSpan()))
            .Bind(MemoryMarshal.AsBytes(chunk.Values.AsSpan())).Run();
        return encoder;
    }

    /// <summary>The partition's next chunk after a key, with its own key; null after the last.</summary>
    public static (long Key, VectorChunk Chunk)? ReadNext(SqlSession session, (int Project, string EncoderVersion, int Partition, long After) request)
    {
        using var row = session.Prepare(SelectAfter).Bind(request.Project).Bind(request.EncoderVersion).Bind(request.Partition).Bind(request.After);
        if (!row.Step())
        {
            return null;
        }

        var ordinals = MemoryMarshal.Cast<byte, int>(row.Bytes(2)).ToArray();
        var values = MemoryMarshal.Cast<byte, Half>(row.Bytes(3)).ToArray();
        return (row.Int64(0), new VectorChunk(request.Partition, request.EncoderVersion, ordinals, row.Int32(1), values));
    }

    private static long FindEncoder(LedgerTransaction transaction, int project, string version)
    {
        using var row = transaction.Prepare(SelectEncoder).Bind(project).Bind(version);
        row.Step();
        return row.Int64(0);
    }
}
