namespace ActiveLearning.Grains.Compute;

/// <summary>
/// Work that goes on beside a grain's calls until the grain leaves. Whatever takes long belongs here: a grain can't close, or move, while one of its calls runs.
/// </summary>
internal static class GrainLoop
{
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(1);

    /// <summary>Runs a round again and again; a round that fails is told to <paramref name="failed"/> and tried again after a second.</summary>
    /// <param name="round">One round; it waits for its own reason to go on.</param>
    /// <param name="failed">Gets every failure that is not the grain's leaving.</param>
    /// <param name="time">Clock of the pause.</param>
    /// <param name="leaving">Cancelled when the grain leaves.</param>
    public static async Task RunAsync(Func<CancellationToken, Task> round, Action<Exception> failed, TimeProvider time, CancellationToken leaving)
    {
        while (!leaving.IsCancellationRequested)
        {
            try
            {
                await round(leaving);
            }
            catch (OperationCanceledException) when (leaving.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                failed(failure);
                await Task.Delay(AfterFailure, time, leaving).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            }
        }
    }
}
