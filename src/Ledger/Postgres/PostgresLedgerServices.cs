using ActiveLearning.Ledger.Postgres;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Puts the ledger on PostgreSQL into a host.</summary>
public static class PostgresLedgerServices
{
    /// <summary>
    /// Adds the ledger as one instance that connects on first use and, when the container is disposed (after every hosted service has stopped), commits what
    /// waits and disconnects. Its clock is the database's.
    /// </summary>
    public static IServiceCollection AddPostgresLedger(this IServiceCollection services, Action<PostgresLedgerOptions> configure)
    {
        services.Configure(configure);
        services.AddSingleton(provider => new PostgresLedger(
            provider.GetRequiredService<IOptions<PostgresLedgerOptions>>().Value, logger: provider.GetService<ILogger<PostgresLedger>>()));
        services.AddSingleton<ActiveLearning.Ledger.ILedger>(provider => provider.GetRequiredService<PostgresLedger>());
        return services;
    }
}
