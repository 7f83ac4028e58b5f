using ActiveLearning.Ledger.Items;

namespace ActiveLearning.Grains.Partitions;

/// <summary>
/// Tells partitions what items have become. One that somebody may have again is told at once. Settled ones, which are nearly all, can wait: as far as their partition knows they are still set aside or leased, and
/// one that is offered all the same is refused. Those of a moment go to their partition together, since each word to another silo costs much of a label, or to nobody where the silo ends meanwhile:
/// these are hints, and a partition goes by the newest epoch.
/// </summary>
public sealed class ItemNews(IGrainFactory grains, ISiloStatusOracle silos, TimeProvider time)
{
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private Dictionary<(string Project, int Partition), List<ItemState>> _waiting = [];

    /// <summary>Tells of an item, now or in a moment.</summary>
    /// <param name="projectId">Its project.</param>
    /// <param name="partition">Its partition.</param>
    /// <param name="item">Its true state as the ledger told it.</param>
    public void Tell(string projectId, int partition, ItemState item)
    {
        ArgumentNullException.ThrowIfNull(item);
        if (!item.IsSettled)
        {
            Send((projectId, partition), [item]);
            return;
        }

        lock (_lock)
        {
            if (_waiting.Count == 0)
            {
                _ = SendLaterAsync();
            }

            if (!_waiting.TryGetValue((projectId, partition), out var items))
            {
                _waiting.Add((projectId, partition), items = []);
            }

            items.Add(item);
        }
    }

    private async Task SendLaterAsync()
    {
        await Task.Delay(Moment, time).ConfigureAwait(false);
        Dictionary<(string, int), List<ItemState>> due;
        lock (_lock)
        {
            (due, _waiting) = (_waiting, []);
        }

        if (silos.CurrentStatus.IsTerminating())
        {
            return;
        }

        foreach (var (partition, items) in due)
        {
            Send(partition, [.. items]);
        }
    }

    private void Send((string Project, int Number) partition, ItemState[] items) =>
        grains.Reach<IPoolPartitionGrain>(GrainKeys.Partition(partition.Project, partition.Number)).ItemsChanged(items).Ignore();
}
