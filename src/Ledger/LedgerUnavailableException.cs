using Orleans;

namespace ActiveLearning.Ledger;

/// <summary>The store refused or lost a write or a read; whether a write was stored is unknown. Retrying the same request is safe.</summary>
[GenerateSerializer, Alias("ledger-unavailable")]
public sealed class LedgerUnavailableException : Exception
{
    /// <summary>Creates the exception with the store's own error inside.</summary>
    public LedgerUnavailableException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
