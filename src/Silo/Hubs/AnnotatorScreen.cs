using ActiveLearning.Contracts.Hubs;
using ActiveLearning.Grains.Annotators;
using ActiveLearning.Ledger.Labels;
using Microsoft.AspNetCore.SignalR;

namespace ActiveLearning.Silo.Hubs;

/// <summary>One annotator's screen as grains see it: forwards what they push to the one connection behind it.</summary>
internal sealed partial class AnnotatorScreen(
    IHubContext<AnnotatorHub> hub, string connectionId, IAnnotatorGrain annotator, TimeProvider time, ILogger logger) : IAnnotatorObserver
{
    /// <summary>No answer to an offer within this time is a no.</summary>
    public static readonly TimeSpan OfferPatience = TimeSpan.FromSeconds(2);

    /// <inheritdoc/>
    public Task Queue(QueueMessage queue) => hub.Clients.Client(connectionId).SendAsync(nameof(IAnnotatorClient.Queue), queue);

    /// <inheritdoc/>
    public Task OfferSwap(SwapOffer offer)
    {
        _ = OfferAsync(offer);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task ConnectAgain() => hub.Clients.Client(connectionId).SendAsync(nameof(IAnnotatorClient.ConnectAgain));

    private async Task OfferAsync(SwapOffer offer)
    {
        if (!LeaseId.TryParse(offer.OldLeaseId, out var old) || !LeaseId.TryParse(offer.New.LeaseId, out var better))
        {
            throw new ArgumentException("The offer names no leases.", nameof(offer));
        }

        var taken = false;
        using (var patience = new CancellationTokenSource(OfferPatience, time))
        {
            try
            {
                taken = await hub.Clients.Client(connectionId).InvokeAsync<bool>(nameof(IAnnotatorClient.OfferSwap), offer, patience.Token);
            }
            catch (Exception noAnswer) when (noAnswer is OperationCanceledException or HubException or IOException or InvalidOperationException)
            {
                // Too slow, gone, or a client that knows no offers: the old item stays.
            }
        }

        try
        {
            await annotator.SwapAnswered(old, better, taken);
        }
        catch (Exception failure)
        {
            // The annotator's grain gives the offered item back by itself after a while.
            LogAnswerLost(failure, offer.OldLeaseId);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The answer to the offer to swap lease {LeaseId} did not reach its annotator")]
    private partial void LogAnswerLost(Exception exception, string leaseId);
}
