namespace ActiveLearning.Ledger;

/// <summary>Times as the ledger stores them: whole microseconds since 1970 UTC, the precision that the API writes.</summary>
internal static class LedgerTime
{
    /// <summary>Microseconds since 1970 UTC, rounded down.</summary>
    public static long ToMicroseconds(DateTimeOffset instant) =>
        Math.DivRem(instant.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks, TimeSpan.TicksPerMicrosecond) is var (whole, rest) && rest < 0 ? whole - 1 : whole;

    /// <summary>Microseconds of a duration, rounded down.</summary>
    public static long ToMicroseconds(TimeSpan duration) => duration.Ticks / TimeSpan.TicksPerMicrosecond;

    /// <summary>The instant, in UTC.</summary>
    public static DateTimeOffset FromMicroseconds(long microseconds) => DateTimeOffset.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond);

    /// <summary>The duration.</summary>
    public static TimeSpan ToDuration(long microseconds) => TimeSpan.FromTicks(microseconds * TimeSpan.TicksPerMicrosecond);
}
