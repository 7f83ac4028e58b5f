using Microsoft.Extensions.Time.Testing;

namespace ActiveLearning.Ledger.Tests.Support;

/// <summary>A ledger on some backend with a clock that the test moves.</summary>
public abstract class LedgerFixture : IAsyncDisposable
{
    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 3, 1, 9, 0, 0, TimeSpan.Zero));

    /// <summary>The open ledger; another object after <see cref="ReopenAsync"/>.</summary>
    public abstract ILedger Ledger { get; }

    /// <summary>Closes the ledger and opens it again on the same data.</summary>
    public abstract Task ReopenAsync();

    /// <summary>Reads the data as of now, over a connection of its own.</summary>
    public abstract LedgerSnapshot OpenSnapshot();

    public abstract ValueTask DisposeAsync();
}
