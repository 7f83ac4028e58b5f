using Npgsql;

namespace ActiveLearning.Silo.Hosting.Clock;

/// <summary>Keeps <see cref="DatabaseClock"/> right, and says when this machine's own clock is wrong.</summary>
internal sealed partial class ClockWatch(DatabaseClock clock, Stores stores, ILogger<ClockWatch> logger) : BackgroundService
{
    /// <summary>Clocks of machines drift by milliseconds in this time.</summary>
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan WorthSaying = TimeSpan.FromSeconds(1);

    /// <summary>Tries for an answer that comes quickly; where none does, the earlier one has to do.</summary>
    private const int Tries = 5;

    /// <summary>Asks for the first time. Done before anything else is built, because the silo does not bear a clock that goes back by minutes under it.</summary>
    /// <param name="clock">The clock to set.</param>
    /// <param name="connectionString">The database.</param>
    /// <exception cref="StartRefusedException">The database can't be reached.</exception>
    public static void Set(DatabaseClock clock, string connectionString)
    {
        try
        {
            AskAsync(clock, connectionString, CancellationToken.None).GetAwaiter().GetResult();
        }
        catch (NpgsqlException failure)
        {
            throw new StartRefusedException($"The database can't be reached: {failure.Message}", failure);
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period);
        try
        {
            do
            {
                await WatchAsync(stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException)
        {
            // The process ends.
        }
    }

    private static async Task AskAsync(DatabaseClock clock, string? connectionString, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(cancellationToken);
        for (var tries = 0; tries < Tries && !await clock.AskAsync(connection, cancellationToken); tries++)
        {
        }
    }

    private async Task WatchAsync(CancellationToken cancellationToken)
    {
        try
        {
            await AskAsync(clock, stores.Postgres, cancellationToken);
        }
        catch (Exception failure) when (failure is NpgsqlException or TimeoutException)
        {
            // What was known stays; without the database nobody is served anyway.
            LogNotAsked(failure);
        }

        if (clock.Ahead.Duration() > WorthSaying)
        {
            LogWrong(clock.Ahead);
        }
    }

    [LoggerMessage(LogLevel.Information, "The database could not be asked what time it is")]
    private partial void LogNotAsked(Exception failure);

    [LoggerMessage(LogLevel.Warning, "This machine's clock is wrong: the database's is {Ahead} ahead of it. Leases go by the database's")]
    private partial void LogWrong(TimeSpan ahead);
}
