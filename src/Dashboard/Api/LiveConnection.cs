using System.Net;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;

namespace ActiveLearning.Dashboard.Api;

/// <summary>
/// A hub connection that comes back by itself for as long as the page is open, says when it tries next, and can be asked to try now.
/// After every (re)connection it calls <c>joined</c>; the link counts as up once that has succeeded.
/// </summary>
public sealed class LiveConnection : IAsyncDisposable
{
    private static readonly TimeSpan[] Pauses =
        [TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(8)];

    private readonly Func<Task> joined;
    private readonly TimeProvider clock;
    private readonly CancellationTokenSource ended = new();
    private TaskCompletionSource closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private CancellationTokenSource pause = new();
    private bool again;

    /// <summary>Prepares a connection; <see cref="Start"/> opens it.</summary>
    /// <param name="address">Absolute address of the hub.</param>
    /// <param name="joined">What to call on the hub after each connection.</param>
    /// <param name="clock">Times the attempts.</param>
    public LiveConnection(Uri address, Func<Task> joined, TimeProvider clock)
    {
        this.joined = joined;
        this.clock = clock;
        Hub = new HubConnectionBuilder()
            .WithUrl(address)
            .AddJsonProtocol(json => ApiJson.Apply(json.PayloadSerializerOptions))
            .Build();
        Hub.Closed += _ =>
        {
            closed.TrySetResult();
            return Task.CompletedTask;
        };
    }

    /// <summary>Raised when <see cref="State"/> changed.</summary>
    public event Action? Changed;

    /// <summary>The connection itself.</summary>
    public HubConnection Hub { get; }

    /// <summary>How it stands.</summary>
    public LinkState State { get; private set; } = LinkState.Connecting;

    /// <summary>Whether it was up before: then being away means lost, not loading.</summary>
    public bool WasUp { get; private set; }

    /// <summary>When it was lost; null while up.</summary>
    public DateTimeOffset? LostAt { get; private set; }

    /// <summary>When it is tried again; null while an attempt runs.</summary>
    public DateTimeOffset? NextAttemptAt { get; private set; }

    /// <summary>What the silo said when it refused; null otherwise.</summary>
    public string? Refusal { get; private set; }

    /// <summary>Opens the connection and keeps it open.</summary>
    public void Start() => _ = RunAsync();

    /// <summary>Ends the pause before the next attempt.</summary>
    public void TryNow() => pause.Cancel();

    /// <summary>Connects anew at once, which does not count as being away unless it fails: the silo asks for it when another one joined.</summary>
    public async Task ConnectAgainAsync()
    {
        if (State == LinkState.Up)
        {
            again = true;
            await Hub.StopAsync();
        }
    }

    /// <summary>Tells that the browser lost its network, which it knows long before a time-out does.</summary>
    public async Task NoteNetworkLostAsync()
    {
        if (State == LinkState.Up)
        {
            // Closing may take its time without a network; the page says at once what it knows.
            LostAt = clock.GetUtcNow();
            Move(LinkState.Away);
            await Hub.StopAsync();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await ended.CancelAsync();
        closed.TrySetResult();
        await Hub.DisposeAsync();
    }

    private async Task RunAsync()
    {
        var failures = 0;
        while (!ended.IsCancellationRequested)
        {
            try
            {
                closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
                if (!again)
                {
                    Move(WasUp ? LinkState.Away : LinkState.Connecting);
                }

                again = false;
                await Hub.StartAsync(ended.Token);
                await joined();
                failures = 0;
                WasUp = true;
                LostAt = null;
                Move(LinkState.Up);
                await closed.Task;
                if (again)
                {
                    continue;
                }

                LostAt ??= clock.GetUtcNow();
            }
            catch (Exception failure)
            {
                if (Verdict(failure) is { } verdict)
                {
                    await QuietlyStopAsync();
                    Move(verdict);
                    return;
                }

                LostAt ??= clock.GetUtcNow();
                await QuietlyStopAsync();
            }

            if (ended.IsCancellationRequested)
            {
                return;
            }

            pause = new CancellationTokenSource();
            var wait = Pauses[Math.Min(failures++, Pauses.Length - 1)];
            NextAttemptAt = clock.GetUtcNow() + wait;
            Move(WasUp ? LinkState.Away : failures > 2 ? LinkState.Unreachable : LinkState.Connecting);
            try
            {
                await Task.Delay(wait, clock, pause.Token);
            }
            catch (OperationCanceledException)
            {
                // Somebody asked to try now.
            }

            NextAttemptAt = null;
        }
    }

    private LinkState? Verdict(Exception failure)
    {
        if (failure is HttpRequestException { StatusCode: HttpStatusCode.Unauthorized })
        {
            return LinkState.SignedOut;
        }

        if (failure is HttpRequestException { StatusCode: HttpStatusCode.Forbidden })
        {
            return LinkState.Refused;
        }

        // A hub that answers "no" to the join will answer so again; one that can't serve for the moment throws something else or closes.
        if (failure is HubException refusal && Hub.State == HubConnectionState.Connected && ++joinRefusals >= 3)
        {
            Refusal = Plain(refusal.Message);
            return LinkState.Refused;
        }

        return null;
    }

    private int joinRefusals;

    // SignalR puts its own words before the hub's.
    private static string Plain(string message)
    {
        var at = message.IndexOf("HubException: ", StringComparison.Ordinal);
        return at < 0 ? message : message[(at + "HubException: ".Length)..];
    }

    private async Task QuietlyStopAsync()
    {
        try
        {
            await Hub.StopAsync();
        }
        catch (Exception)
        {
            // It was not open.
        }
    }

    private void Move(LinkState state)
    {
        State = state;
        if (state == LinkState.Up)
        {
            joinRefusals = 0;
        }

        Changed?.Invoke();
    }
}

/// <summary>How a live connection stands.</summary>
public enum LinkState
{
    /// <summary>First attempts, nothing was shown yet.</summary>
    Connecting,

    /// <summary>Up.</summary>
    Up,

    /// <summary>Was up and is tried again.</summary>
    Away,

    /// <summary>Several first attempts failed; it is still tried.</summary>
    Unreachable,

    /// <summary>The silo refuses: no permission, or no such project.</summary>
    Refused,

    /// <summary>Nobody is signed in any more.</summary>
    SignedOut,
}
