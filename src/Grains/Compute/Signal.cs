namespace ActiveLearning.Grains.Compute;

/// <summary>Wakes one background loop; several rings before it looks count as one.</summary>
public sealed class Signal
{
    private TaskCompletionSource _rung = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Wakes the loop, or lets its next wait pass at once.</summary>
    public void Ring() => _rung.TrySetResult();

    /// <summary>Whether the next wait passes at once.</summary>
    public bool IsRung => _rung.Task.IsCompleted;

    /// <summary>Waits for a ring; gives up after <paramref name="patience"/>.</summary>
    public async Task WaitAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        try
        {
            await _rung.Task.WaitAsync(patience, cancellationToken);
        }
        catch (TimeoutException)
        {
            return;
        }

        // A ring from here on is for the next wait; one before it has done its work, since the loop looks only now.
        _rung = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
