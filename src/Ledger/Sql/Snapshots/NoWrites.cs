namespace ActiveLearning.Ledger.Sql;

/// <summary>The writer of a ledger that is only read.</summary>
internal sealed class NoWrites : ILedgerWriter
{
    /// <inheritdoc/>
    public Task<TResult> WriteLabelAsync<TRequest, TResult>(
        WriteScope scope, TRequest request, Func<LedgerTransaction, TRequest, TResult> apply, CancellationToken cancellationToken)
        where TRequest : notnull => throw Refusal();

    /// <inheritdoc/>
    public Task<TResult> WriteBulkAsync<TRequest, TResult>(
        WriteScope scope, TRequest request, Func<LedgerTransaction, TRequest, TResult> apply, CancellationToken cancellationToken)
        where TRequest : notnull => throw Refusal();

    private static NotSupportedException Refusal() => new("A snapshot of the ledger is only read.");
}
