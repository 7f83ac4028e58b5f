using ActiveLearning.Contracts.Hubs;
using ActiveLearning.Harness;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;

namespace ActiveLearning.EndToEnd.Tests.Hubs;

/// <summary>A connection to the annotator hub that keeps every queue it was sent and decides nothing by itself.</summary>
internal sealed class Screen : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly List<QueueMessage> _queues = [];
    private readonly Lock _lock = new();

    private Screen(HubConnection hub)
    {
        Hub = hub;
        hub.On<QueueMessage>(nameof(IAnnotatorClient.Queue), Keep);
        hub.On<SwapOffer, bool>(nameof(IAnnotatorClient.OfferSwap), _ => false);
    }

    public HubConnection Hub { get; }

    /// <summary>Every queue so far.</summary>
    public IReadOnlyList<QueueMessage> Queues
    {
        get
        {
            lock (_lock)
            {
                return [.. _queues];
            }
        }
    }

    /// <summary>Connects without joining.</summary>
    public static async Task<Screen> ConnectAsync(Uri url, string key = SiloProcess.AdminKey)
    {
        var screen = new Screen(Connection(url, "annotator", key));
        await screen.Hub.StartAsync();
        return screen;
    }

    /// <summary>Connects and joins.</summary>
    public static async Task<Screen> JoinAsync(Uri url, string project, string? annotator, string key = SiloProcess.AdminKey)
    {
        var screen = await ConnectAsync(url, key);
        await screen.Hub.InvokeAsync<Workspace>(nameof(IAnnotatorHub.Join), project, annotator);
        return screen;
    }

    /// <summary>A connection to a hub, not started yet.</summary>
    public static HubConnection Connection(Uri url, string hub, string? key) => new HubConnectionBuilder()
        .WithUrl(new Uri(url, $"/hubs/{hub}"), options =>
        {
            if (key is not null)
            {
                options.Headers["X-Api-Key"] = key;
            }
        })
        .AddJsonProtocol(options => options.PayloadSerializerOptions = SiloClient.Json)
        .Build();

    /// <summary>The item's number, which every lease of it begins with.</summary>
    public static string Ordinal(string leaseId) => leaseId.Split('-')[0];

    /// <summary>Waits until the newest queue is as wanted.</summary>
    public async Task<QueueMessage> UntilAsync(Func<QueueMessage, bool> wanted, string what)
    {
        using var deadline = new CancellationTokenSource(Patience);
        QueueMessage? newest = null;
        await Wait.UntilAsync(
            () =>
            {
                newest = Queues.MaxBy(q => q.Revision);
                return Task.FromResult(newest is not null && wanted(newest));
            },
            what,
            deadline.Token);
        return newest!;
    }

    public Task<SubmitReply> SubmitAsync(string leaseId, string className = "ham") => Hub.InvokeAsync<SubmitReply>(nameof(IAnnotatorHub.SubmitLabel), leaseId, className, 10);

    public Task<SkipReply> SkipAsync(string leaseId) => Hub.InvokeAsync<SkipReply>(nameof(IAnnotatorHub.Skip), leaseId, "unclear");

    public Task<UndoReply> UndoAsync(string labelId) => Hub.InvokeAsync<UndoReply>(nameof(IAnnotatorHub.Undo), labelId);

    public ValueTask DisposeAsync() => Hub.DisposeAsync();

    private void Keep(QueueMessage queue)
    {
        lock (_lock)
        {
            _queues.Add(queue);
        }
    }
}
