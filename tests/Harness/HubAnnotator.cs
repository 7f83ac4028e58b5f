using System.Threading.Channels;
using ActiveLearning.Contracts.Hubs;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;

namespace ActiveLearning.Harness;

/// <summary>A plain client of the annotator hub that does what the page does: keeps the newest queue, shows the first item, answers it.</summary>
public sealed class HubAnnotator : IAsyncDisposable
{
    private readonly HubConnection _connection;
    private readonly Channel<QueueMessage> _queues = Channel.CreateBounded<QueueMessage>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });
    private readonly HashSet<string> _done = [];
    private readonly Lock _lock = new();
    private readonly HashSet<string> _shown = [];
    private QueueMessage? _newest;

    private HubAnnotator(string name, HubConnection connection)
    {
        Name = name;
        _connection = connection;
        connection.On<QueueMessage>(nameof(IAnnotatorClient.Queue), Take);
        connection.On<SwapOffer, bool>(nameof(IAnnotatorClient.OfferSwap), Answer);
        connection.On(nameof(IAnnotatorClient.ConnectAgain), () => IsAskedToConnectAgain = true);
    }

    public string Name { get; }

    /// <summary>Swaps that this client took.</summary>
    public int Swaps { get; private set; }

    /// <summary>Whether the silo asked it to connect again, which it leaves to the test.</summary>
    public bool IsAskedToConnectAgain { get; private set; }

    /// <summary>Leases of the newest queue.</summary>
    public IReadOnlyList<string> Leases
    {
        get
        {
            lock (_lock)
            {
                return [.. (_newest?.Items ?? []).Select(i => i.LeaseId)];
            }
        }
    }

    /// <summary>Connects and joins.</summary>
    public static async Task<HubAnnotator> JoinAsync(Uri url, string project, string name, CancellationToken cancellationToken)
    {
        var connection = new HubConnectionBuilder()
            .WithUrl(new Uri(url, "/hubs/annotator"), options => options.Headers["X-Api-Key"] = SiloProcess.AdminKey)
            .AddJsonProtocol(options => options.PayloadSerializerOptions = SiloClient.Json)
            .Build();
        var annotator = new HubAnnotator(name, connection);
        await connection.StartAsync(cancellationToken);
        await connection.InvokeAsync<Workspace>(nameof(IAnnotatorHub.Join), project, name, cancellationToken);
        return annotator;
    }

    /// <summary>Waits for the next item to label and says that it is on the screen.</summary>
    public async Task<QueueItem> NextAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            QueueItem? next;
            lock (_lock)
            {
                next = _newest?.Items.FirstOrDefault(i => !_done.Contains(i.LeaseId));
                if (next is not null)
                {
                    _shown.Add(next.LeaseId);
                }
            }

            if (next is not null)
            {
                await _connection.SendAsync(nameof(IAnnotatorHub.Shown), next.LeaseId, cancellationToken);
                return next;
            }

            await _queues.Reader.ReadAsync(cancellationToken);
        }
    }

    /// <summary>Answers an item; returns when the answer is durable.</summary>
    public async Task<SubmitReply> SubmitAsync(QueueItem item, string className, CancellationToken cancellationToken)
    {
        var reply = await _connection.InvokeAsync<SubmitReply>(nameof(IAnnotatorHub.SubmitLabel), item.LeaseId, className, 500, cancellationToken);
        lock (_lock)
        {
            _done.Add(item.LeaseId);
        }

        return reply;
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private void Take(QueueMessage queue)
    {
        lock (_lock)
        {
            if (_newest is null || queue.Revision > _newest.Revision)
            {
                _newest = queue;
            }
        }

        _queues.Writer.TryWrite(queue);
    }

    private bool Answer(SwapOffer offer)
    {
        lock (_lock)
        {
            if (_newest is null || _shown.Contains(offer.OldLeaseId) || _newest.Items.All(i => i.LeaseId != offer.OldLeaseId))
            {
                return false;
            }

            // From here on the old item is gone, also when an older queue that still names it comes in later.
            _done.Add(offer.OldLeaseId);
            _newest = _newest with { Items = [.. _newest.Items.Select(i => i.LeaseId == offer.OldLeaseId ? offer.New : i)] };
            Swaps++;
            return true;
        }
    }
}
