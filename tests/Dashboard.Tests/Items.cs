using ActiveLearning.Contracts;
using ActiveLearning.Contracts.Hubs;

namespace ActiveLearning.Dashboard.Tests;

/// <summary>Queue items and pushes in short.</summary>
internal static class Items
{
    public static QueueItem Item(string leaseId, bool swapped = false) =>
        new(leaseId, $"text of {leaseId}", new Dictionary<string, string>(), DateTimeOffset.UnixEpoch.AddHours(1), LeaseReason.Margin, 3, swapped);

    public static QueueMessage Push(long revision, params string[] leaseIds) => new(revision, QueueState.Active, [.. leaseIds.Select(id => Item(id))]);
}
