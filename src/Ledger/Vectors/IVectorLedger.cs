namespace ActiveLearning.Ledger.Vectors;

/// <summary>Encoded vectors in append-only chunks of some hundred rows, keyed by encoder version, so that a moved partition does not encode again.</summary>
public interface IVectorLedger
{
    /// <summary>Stores a chunk.</summary>
    Task AppendAsync(int projectKey, VectorChunk chunk, CancellationToken cancellationToken);

    /// <summary>All chunks of a partition, oldest first; an item may stand in two after a crash, with equal vectors.</summary>
    IAsyncEnumerable<VectorChunk> ReadAsync(int projectKey, int partition, string encoderVersion, CancellationToken cancellationToken);

    /// <summary>
    /// Stores another fit of the project's LSA and drops the ones before it. False when a fit of this number, or a later one, is there: a twin was faster.
    /// </summary>
    Task<bool> AddPoolLsaAsync(int projectKey, PoolLsaRow row, byte[] artefact, CancellationToken cancellationToken);

    /// <summary>The project's newest LSA, or null.</summary>
    Task<PoolLsaRow?> FindPoolLsaAsync(int projectKey, CancellationToken cancellationToken);

    /// <summary>The bytes of an LSA; null when it was never there, or a newer one is.</summary>
    Task<byte[]?> ReadPoolLsaAsync(int projectKey, int number, CancellationToken cancellationToken);
}
