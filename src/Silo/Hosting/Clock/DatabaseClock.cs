using Npgsql;

namespace ActiveLearning.Silo.Hosting.Clock;

/// <summary>
/// The time of the database that all silos share: what it said last, and how long ago that was. Leases begin and end by the database's clock, so a silo whose own clock is wrong, or is
/// set while it runs, must not take a live lease for an ended one, nor the other way round.
/// </summary>
/// <param name="own">This process's clock, good for durations, and for the time until the database has answered.</param>
internal sealed class DatabaseClock(TimeProvider own) : TimeProvider
{
    /// <summary>An answer that took longer says too little about the instant that it was given at.</summary>
    private static readonly TimeSpan LongestTrip = TimeSpan.FromMilliseconds(500);

    private volatile Answer? _last;

    /// <summary>How far the database's clock is ahead of this process's; negative: behind.</summary>
    public TimeSpan Ahead => GetUtcNow() - own.GetUtcNow();

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => _last is { } last ? last.Said + own.GetElapsedTime(last.At) : own.GetUtcNow();

    /// <summary>Asks the database what time it is.</summary>
    /// <param name="connection">An open connection.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Whether the answer came quickly enough to be believed.</returns>
    public async Task<bool> AskAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT clock_timestamp()", connection);
        var asked = own.GetTimestamp();
        var said = new DateTimeOffset((DateTime)(await command.ExecuteScalarAsync(cancellationToken))!);
        var answered = own.GetTimestamp();
        var trip = own.GetElapsedTime(asked, answered);
        if (trip > LongestTrip)
        {
            return false;
        }

        _last = new Answer(said + (trip / 2), answered);
        return true;
    }

    private sealed record Answer(DateTimeOffset Said, long At);
}
