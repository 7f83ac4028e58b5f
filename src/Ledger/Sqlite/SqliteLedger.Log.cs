using Microsoft.Extensions.Logging;

namespace ActiveLearning.Ledger.Sqlite;

public sealed partial class SqliteLedger
{
    [LoggerMessage(Level = LogLevel.Information, Message = "The ledger is open at {DataFile}; its schema was {Before} and is {After}.")]
    private partial void LogOpened(string dataFile, int before, int after);
}
