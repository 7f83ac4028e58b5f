using ActiveLearning.Grains.Hosting;
using ActiveLearning.Ledger;

namespace ActiveLearning.Silo.Hosting;

/// <summary>
/// Whether the process serves: from when it ranks as before its start to the beginning of its end, while the ledger answers and the cluster counts this silo among its own.
/// </summary>
internal sealed class Readiness(IHostApplicationLifetime lifetime, ProjectWaker waker, ILedger ledger, ISiloStatusOracle cluster, TimeProvider time)
{
    // Shorter than the patience of the usual probe: one that hears nothing learns less than one that hears no.
    private static readonly TimeSpan LedgerPatience = TimeSpan.FromSeconds(2);

    /// <summary>Why calls can't be served now, as a sentence; null when they can.</summary>
    public async Task<string?> RefusalAsync(CancellationToken cancellationToken)
    {
        if (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            return "The service is stopping.";
        }

        if (!waker.IsWarm || !lifetime.ApplicationStarted.IsCancellationRequested)
        {
            return "The service is starting.";
        }

        if (cluster.CurrentStatus != SiloStatus.Active)
        {
            return "This silo is not an active member of the cluster.";
        }

        try
        {
            await ledger.Projects.FindAsync("-", cancellationToken).WaitAsync(LedgerPatience, time, cancellationToken);
            return null;
        }
        catch (Exception gone) when (gone is LedgerUnavailableException or TimeoutException)
        {
            return "The ledger does not answer.";
        }
    }
}
