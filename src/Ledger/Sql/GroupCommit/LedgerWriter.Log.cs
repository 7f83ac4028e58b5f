using Microsoft.Extensions.Logging;

namespace ActiveLearning.Ledger.Sql;

internal sealed partial class LedgerWriter
{
    [LoggerMessage(Level = LogLevel.Error, Message = "The ledger could not store {Operations} writes; their callers were told.")]
    private partial void LogWriteFailed(int operations, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A batch of {Operations} writes failed and runs again one by one.")]
    private partial void LogBatchSplit(int operations, Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "The ledger could not roll back a failed transaction.")]
    private partial void LogRollbackFailed(Exception exception);
}
