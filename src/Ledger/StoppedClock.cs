namespace ActiveLearning.Ledger;

/// <summary>A clock that shows one instant.</summary>
internal sealed class StoppedClock(DateTimeOffset instant) : TimeProvider
{
    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => instant;
}
