using ActiveLearning.Contracts.Hubs;
using ActiveLearning.Ledger.Labels;
using Orleans.Concurrency;

namespace ActiveLearning.Grains.Annotators;

/// <summary>
/// One annotator's work in one project: the live queue on the screen and what became of it. Key: <see cref="GrainKeys.Annotator"/>.
/// Calls name only leases; whether a lease is this annotator's is checked here.
/// </summary>
[Alias("IAnnotatorGrain")]
public interface IAnnotatorGrain : IGrainWithStringKey
{
    /// <summary>The live, unanswered leases, oldest first, topped up to <paramref name="count"/> (1 to 50). Safe to repeat. For plain HTTP.</summary>
    [Alias("Lease")]
    Task<IReadOnlyList<LeasedItem>> Lease(int count);

    /// <summary>Answers an item; durable before it returns.</summary>
    [Alias("Submit")]
    Task<RecordResult> Submit(LeaseId leaseId, int classIndex, int leadTimeMs);

    /// <summary>Gives an item up.</summary>
    [Alias("Skip")]
    Task<SkipResult> Skip(LeaseId leaseId, string reason);

    /// <summary>Takes an answer of this annotator back.</summary>
    [Alias("Undo")]
    Task<UndoResult> Undo(long sequence);

    /// <summary>Notes that an item is on the screen: it will not be swapped, and exposure is recorded.</summary>
    [Alias("Shown")]
    Task Shown(LeaseId leaseId);

    /// <summary>Moves the grain to the silo where its screen is about to be bound, so that answers and pushes do not go from silo to silo. The next call reaches it there.</summary>
    [Alias("ComeTo")]
    Task ComeTo(SiloAddress silo);

    /// <summary>A hint: another silo joined, and this annotator is of its share. A screen is asked to connect again; without one the grain goes, and wakes where it is asked for next.</summary>
    [Alias("MakeRoom"), OneWay]
    Task MakeRoom();

    /// <summary>Binds a screen. Its queue is pushed at once and whenever it changes; the newest connection wins.</summary>
    /// <param name="connectionId">The connection.</param>
    /// <param name="screen">Where the queue goes.</param>
    /// <param name="again">Whether it was bound before: then a newer screen keeps the queue.</param>
    [Alias("Connect")]
    Task Connect(string connectionId, IAnnotatorObserver screen, bool again);

    /// <summary>The connection is gone. Leases held through the hub are freed when it stays away for longer than the grace period.</summary>
    [Alias("Disconnect")]
    Task Disconnect(string connectionId);

    /// <summary>The annotator ended work: what was not shown yet is given back at once.</summary>
    [Alias("Leave")]
    Task Leave(string connectionId);

    /// <summary>A hint that better or new items may be there (new champion, import, resume).</summary>
    /// <param name="offerSwaps">Whether the ranking changed, so that buffered items may have become less worth it.</param>
    [Alias("Refresh"), OneWay]
    Task Refresh(bool offerSwaps);

    /// <summary>The screen's answer to <see cref="IAnnotatorObserver.OfferSwap"/>.</summary>
    /// <param name="old">The buffered item.</param>
    /// <param name="better">The item that was offered in its place.</param>
    /// <param name="taken">Whether the client took it.</param>
    [Alias("SwapAnswered")]
    Task SwapAnswered(LeaseId old, LeaseId better, bool taken);

    /// <summary>A hint that the owner paused the project: every lease is given back.</summary>
    [Alias("Withdraw"), OneWay]
    Task Withdraw();
}

/// <summary>One annotator's screen, wherever its connection ends.</summary>
[Alias("IAnnotatorObserver")]
public interface IAnnotatorObserver : IGrainObserver
{
    /// <summary>The whole buffer.</summary>
    [Alias("Queue"), OneWay]
    Task Queue(QueueMessage queue);

    /// <summary>
    /// Offers a swap; answered by <see cref="IAnnotatorGrain.SwapAnswered"/>, so that an answer which takes its time holds up no queue. No answer in 2 s is a no.
    /// </summary>
    [Alias("OfferSwap"), OneWay]
    Task OfferSwap(SwapOffer offer);

    /// <summary>Asks the screen to connect again, perhaps to a silo that joined.</summary>
    [Alias("ConnectAgain"), OneWay]
    Task ConnectAgain();
}
