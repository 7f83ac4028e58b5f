using System.Collections.Concurrent;
using ActiveLearning.Dashboard.Api;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;

namespace ActiveLearning.Dashboard.Tests;

/// <summary>A page's connection to a real hub in this process.</summary>
public sealed class LiveConnectionTests : IAsyncLifetime
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private readonly ConcurrentQueue<LinkState> _states = new();
    private WebApplication _silo = null!;
    private LiveConnection _page = null!;
    private int _joined;

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Services.AddSignalR();
        _silo = builder.Build();
        _silo.Urls.Add("http://127.0.0.1:0");
        _silo.MapHub<AskingHub>("/hub");
        await _silo.StartAsync();
        _page = new LiveConnection(
            new Uri(new Uri(_silo.Urls.First()), "/hub"),
            () =>
            {
                Interlocked.Increment(ref _joined);
                return Task.CompletedTask;
            },
            TimeProvider.System);
        _page.Changed += () => _states.Enqueue(_page.State);
        _page.Hub.On(nameof(AskingHub.ConnectAgain), () =>
        {
            _ = _page.ConnectAgainAsync();
        });
        _page.Start();
        await UntilAsync(() => _page.State == LinkState.Up, "the page is connected");
    }

    public async Task DisposeAsync()
    {
        await _page.DisposeAsync();
        await _silo.DisposeAsync();
    }

    [Fact]
    public async Task A_page_that_is_asked_to_connect_again_joins_anew_and_never_counts_as_away()
    {
        var before = _page.Hub.ConnectionId;

        await _page.Hub.SendAsync(nameof(AskingHub.ConnectAgain));
        await UntilAsync(() => _joined == 2, "the page has joined again");

        Assert.NotEqual(before, _page.Hub.ConnectionId);
        Assert.DoesNotContain(LinkState.Away, _states);
        Assert.Null(_page.LostAt);
    }

    [Fact]
    public async Task A_page_that_is_asked_to_connect_again_and_cannot_is_away_and_keeps_trying()
    {
        await _silo.StopAsync();
        await UntilAsync(() => _page.State == LinkState.Away, "the page has lost its silo");
        var lost = _page.LostAt;

        await _page.ConnectAgainAsync();

        Assert.NotNull(lost);
        Assert.Equal(lost, _page.LostAt);
        await UntilAsync(() => _page.NextAttemptAt is not null, "it is tried again");
    }

    private static async Task UntilAsync(Func<bool> holds, string what)
    {
        using var late = new CancellationTokenSource(Deadline);
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        while (!holds())
        {
            Assert.False(late.IsCancellationRequested, $"It never came true that {what}.");
            await look.WaitForNextTickAsync();
        }
    }

    /// <summary>A hub that asks whoever calls to connect again.</summary>
    public sealed class AskingHub : Hub
    {
        /// <summary>Asks the caller.</summary>
        public Task ConnectAgain() => Clients.Caller.SendAsync(nameof(ConnectAgain));
    }
}
