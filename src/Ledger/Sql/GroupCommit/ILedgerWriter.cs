namespace ActiveLearning.Ledger.Sql;

/// <summary>Takes writes. Two answers: the writer with group commit, and the one of a snapshot, which refuses.</summary>
internal interface ILedgerWriter
{
    /// <summary>Queues label traffic.</summary>
    /// <exception cref="LedgerUnavailableException">The store refused the write, or the ledger is closing.</exception>
    Task<TResult> WriteLabelAsync<TRequest, TResult>(
        WriteScope scope, TRequest request, Func<LedgerTransaction, TRequest, TResult> apply, CancellationToken cancellationToken)
        where TRequest : notnull;

    /// <summary>Queues an import slice, vectors or a model row; goes after label traffic.</summary>
    /// <exception cref="LedgerUnavailableException">The store refused the write, or the ledger is closing.</exception>
    Task<TResult> WriteBulkAsync<TRequest, TResult>(
        WriteScope scope, TRequest request, Func<LedgerTransaction, TRequest, TResult> apply, CancellationToken cancellationToken)
        where TRequest : notnull;
}
