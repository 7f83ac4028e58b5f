using ActiveLearning.Ledger.Sqlite;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Puts the embedded ledger into a host.</summary>
public static class SqliteLedgerServices
{
    /// <summary>
    /// Adds the ledger as one instance that opens its file on first use and, when the container is disposed (after every hosted service has stopped), commits
    /// what waits and closes it.
    /// </summary>
    public static IServiceCollection AddSqliteLedger(this IServiceCollection services, Action<SqliteLedgerOptions> configure)
    {
        services.Configure(configure);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<SqliteLedger>(
            provider, provider.GetRequiredService<IOptions<SqliteLedgerOptions>>().Value));
        services.AddSingleton<ActiveLearning.Ledger.ILedger>(provider => provider.GetRequiredService<SqliteLedger>());
        return services;
    }
}
