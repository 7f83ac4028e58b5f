using Microsoft.Extensions.Logging;

namespace ActiveLearning.Ledger.Postgres;

public sealed partial class PostgresLedger
{
    [LoggerMessage(Level = LogLevel.Information, Message = "The ledger is open in database {Database}; its schema was {Before} and is {After}.")]
    private partial void LogOpened(string database, int before, int after);
}
