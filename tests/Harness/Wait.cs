namespace ActiveLearning.Harness;

/// <summary>Waits on a condition with a deadline.</summary>
public static class Wait
{
    /// <summary>Asks every 50 ms until the condition holds.</summary>
    /// <exception cref="TimeoutException">The token was cancelled first.</exception>
    public static async Task UntilAsync(Func<Task<bool>> condition, string what, CancellationToken cancellationToken)
    {
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (!await condition())
        {
            try
            {
                await tick.WaitForNextTickAsync(cancellationToken);
            }
            catch (OperationCanceledException)
            {
                throw new TimeoutException($"It never came true that {what}.");
            }
        }
    }
}
