namespace ActiveLearning.Silo.Hosting.Clock;

/// <summary>A clock that is wrong by a fixed amount; timers and durations are right.</summary>
/// <param name="skew">How far it is ahead; negative: behind.</param>
internal sealed class ShiftedClock(TimeSpan skew) : TimeProvider
{
    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + skew;
}
