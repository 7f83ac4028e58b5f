using System.Data.Common;
using ActiveLearning.Ledger;

namespace ActiveLearning.Silo.Hosting;

/// <summary>
/// Tells callers on other silos that a store failed in words of this program: a driver's own exception does not survive the way, and what arrives in its place would no longer
/// say that trying again helps.
/// </summary>
internal sealed class StoreFailures : IIncomingGrainCallFilter
{
    /// <inheritdoc/>
    public async Task Invoke(IIncomingGrainCallContext context)
    {
        try
        {
            await context.Invoke();
        }
        catch (LedgerUnavailableException failure) when (failure.InnerException is { } cause)
        {
            throw new LedgerUnavailableException($"{failure.Message} {cause.Message}");
        }
        catch (DbException failure) when (failure.IsTransient)
        {
            throw new LedgerUnavailableException($"The store can't serve for the moment. {failure.Message}");
        }
    }
}
