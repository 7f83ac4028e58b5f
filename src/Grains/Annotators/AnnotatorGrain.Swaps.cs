using ActiveLearning.Contracts.Hubs;
using ActiveLearning.Grains.Telemetry;
using ActiveLearning.Ledger.Labels;
using Microsoft.Extensions.Logging;

namespace ActiveLearning.Grains.Annotators;

/// <content>Better items for what is buffered: offered, and swapped in only when the client takes them.</content>
public sealed partial class AnnotatorGrain
{
    private static readonly TimeSpan OfferPatience = TimeSpan.FromSeconds(10);

    private readonly Dictionary<LeaseId, Offer> _offers = [];

    /// <inheritdoc/>
    public async Task SwapAnswered(LeaseId old, LeaseId better, bool taken)
    {
        if (!_offers.Remove(better, out var offer))
        {
            return;
        }

        // The old item may have been shown or answered meanwhile; then the swap is off, whatever the client said.
        if (taken && _buffer.Find(old) is { } replaced && _buffer.Swap(old, offer.Item))
        {
            await GiveBackAsync([replaced], LeaseEnd.Swapped);
            GrainInstruments.SwapsTaken.Add(1, GrainInstruments.Of(_project.Row.Id));
            LogSwapped(_project.Row.Id, _annotator, offer.Item.Lease.ItemId, better, old);
        }
        else
        {
            if (taken)
            {
                // The client shows the new item by now; the buffer as it is puts that right.
                _screen?.Forget();
            }

            await GiveBackAsync([offer.Item], LeaseEnd.Swapped);
        }

        Push();
    }

    /// <summary>Leases better items first, then offers them; only when the client took one is the old item given back.</summary>
    private async Task OfferSwapsAsync()
    {
        var swappable = _buffer.Swappable(time.GetUtcNow());
        if (_screen is not { } screen || swappable.Count == 0)
        {
            return;
        }

        var better = await Router.Better([.. swappable.Select(i => i.Lease.Id.Ordinal)], Excluded());
        for (var i = 0; i < better.Count; i++)
        {
            if (better[i] is { } assignment && await GrantAsync(assignment, LeaseChannel.Hub) is { } item)
            {
                _buffer.NoteOffered(swappable[i].Lease.Id);
                _offers[item.Lease.Id] = new Offer(swappable[i].Lease.Id, item, time.GetUtcNow() + OfferPatience);
                GrainInstruments.SwapsOffered.Add(1, GrainInstruments.Of(_project.Row.Id));
                screen.Observer.OfferSwap(new SwapOffer(swappable[i].Lease.Id.ToString(), ToQueueItem(item) with { Swapped = true })).Ignore();
            }
        }
    }

    /// <summary>Whoever works on an offered item has taken it; the word that says so is still on its way.</summary>
    private Task TookOfferAsync(LeaseId better) => _offers.TryGetValue(better, out var offer) ? SwapAnswered(offer.Old, better, taken: true) : Task.CompletedTask;

    /// <summary>An offer whose answer was lost on the way holds an item that nobody will see.</summary>
    private Task GiveBackForgottenOffersAsync()
    {
        var forgotten = _offers.Values.Where(o => o.Until <= time.GetUtcNow()).Select(o => o.Item).ToArray();
        foreach (var item in forgotten)
        {
            _offers.Remove(item.Lease.Id);
        }

        return forgotten.Length == 0 ? Task.CompletedTask : GiveBackAsync(forgotten, LeaseEnd.Swapped);
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Annotator} of {ProjectId} got item {ItemId} by lease {LeaseId} in place of lease {OldLeaseId}")]
    private partial void LogSwapped(string projectId, string annotator, string itemId, LeaseId leaseId, LeaseId oldLeaseId);

    private sealed record Offer(LeaseId Old, LeasedItem Item, DateTimeOffset Until);
}
