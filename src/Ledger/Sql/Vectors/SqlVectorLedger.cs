using System.Runtime.CompilerServices;
using ActiveLearning.Ledger.Vectors;

namespace ActiveLearning.Ledger.Sql;

/// <summary>Vectors on SQL.</summary>
internal sealed class SqlVectorLedger(ILedgerWriter writer, ReaderPool readers) : IVectorLedger
{
    public Task AppendAsync(int projectKey, VectorChunk chunk, CancellationToken cancellationToken)
    {
        if (chunk.Ordinals.Length * chunk.Dimensions != chunk.Values.Length)
        {
            throw new ArgumentException($"{chunk.Ordinals.Length} vectors of {chunk.Dimensions} values are not {chunk.Values.Length} values.", nameof(chunk));
        }

        return chunk.Ordinals.Length == 0 ? Task.CompletedTask : writer.WriteBulkAsync(WriteScope.Models(projectKey), (projectKey, chunk), VectorChunks.Append, cancellationToken);
    }

    public async IAsyncEnumerable<VectorChunk> ReadAsync(
        int projectKey, int partition, string encoderVersion, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var after = 0L;
        while (await readers.ReadAsync((projectKey, encoderVersion, partition, after), VectorChunks.ReadNext, cancellationToken)
            .ConfigureAwait(false) is { } next)
        {
            yield return next.Chunk;
            after = next.Key;
        }
    }

    public async Task<bool> AddPoolLsaAsync(int projectKey, PoolLsaRow row, byte[] artefact, CancellationToken cancellationToken)
    {
        // Compressing some megabytes is no work for the writer's thread, nor for a grain's turn.
        var compressed = await Task.Run(() => CompressedArtefact.Compress(artefact), cancellationToken).ConfigureAwait(false);
        return await writer.WriteBulkAsync(WriteScope.Models(projectKey), (projectKey, row, compressed), PoolLsas.Add, cancellationToken).ConfigureAwait(false);
    }

    public Task<PoolLsaRow?> FindPoolLsaAsync(int projectKey, CancellationToken cancellationToken) =>
        readers.ReadAsync(projectKey, PoolLsas.FindNewest, cancellationToken);

    public async Task<byte[]?> ReadPoolLsaAsync(int projectKey, int number, CancellationToken cancellationToken)
    {
        var stored = await readers.ReadAsync((projectKey, number), PoolLsas.ReadArtefact, cancellationToken).ConfigureAwait(false);
        return stored is null ? null : await Task.Run(stored.Decompress, cancellationToken).ConfigureAwait(false);
    }
}
