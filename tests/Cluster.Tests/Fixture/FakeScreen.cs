using System.Collections.Concurrent;
using ActiveLearning.Contracts.Hubs;
using ActiveLearning.Grains.Annotators;
using ActiveLearning.Ledger.Labels;

namespace ActiveLearning.Cluster.Tests.Fixture;

/// <summary>A screen that remembers what was pushed to it and answers offers as told; null is no answer.</summary>
public sealed class FakeScreen(IAnnotatorGrain annotator) : IAnnotatorObserver
{
    private readonly Lock _lock = new();
    private QueueMessage? _queue;
    private int _askedToConnectAgain;

    public ConcurrentQueue<SwapOffer> Offers { get; } = new();

    public Func<SwapOffer, bool?> Accept { get; set; } = _ => false;

    /// <summary>The queue with the highest revision, as a real client keeps it.</summary>
    public QueueMessage? Newest
    {
        get
        {
            lock (_lock)
            {
                return _queue;
            }
        }
    }

    public Task Queue(QueueMessage queue)
    {
        lock (_lock)
        {
            if (_queue is null || queue.Revision > _queue.Revision)
            {
                _queue = queue;
            }
        }

        return Task.CompletedTask;
    }

    /// <summary>How often it was asked to connect again.</summary>
    public int AskedToConnectAgain => _askedToConnectAgain;

    public Task ConnectAgain()
    {
        Interlocked.Increment(ref _askedToConnectAgain);
        return Task.CompletedTask;
    }

    public Task OfferSwap(SwapOffer offer)
    {
        Offers.Enqueue(offer);
        return Accept(offer) is { } taken && LeaseId.TryParse(offer.OldLeaseId, out var old) && LeaseId.TryParse(offer.New.LeaseId, out var better)
            ? annotator.SwapAnswered(old, better, taken)
            : Task.CompletedTask;
    }
}
