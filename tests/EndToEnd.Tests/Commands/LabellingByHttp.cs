using System.Collections.Concurrent;
using System.Net.Http.Json;
using ActiveLearning.Contracts.Api;
using ActiveLearning.Contracts.Hubs;
using ActiveLearning.Harness;

namespace ActiveLearning.EndToEnd.Tests.Commands;

/// <summary>People who label without a pause until they are told to end, and what was acknowledged to them.</summary>
internal sealed class LabellingByHttp : IAsyncDisposable
{
    private readonly SiloClient _client;
    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentDictionary<string, string> _acknowledged = new();
    private readonly Task _working;

    public LabellingByHttp(SiloClient client, int people)
    {
        _client = client;
        _working = Task.WhenAll(Enumerable.Range(0, people).Select(i => WorkAsync($"ann{i}")));
    }

    /// <summary>Lease by number of the label.</summary>
    public IReadOnlyDictionary<string, string> Acknowledged => _acknowledged;

    public static async Task<LeaseView?> LeaseAsync(SiloClient client, string annotator)
    {
        using var leased = await client.Http.PostAsync(new Uri($"/api/v1/projects/p/annotators/{annotator}/lease?count=1", UriKind.Relative), null);
        return (await leased.Content.ReadFromJsonAsync<LeaseList>(SiloClient.Json))!.Leases is [var first, ..] ? first : null;
    }

    public static async Task<SubmitReply> SubmitAsync(SiloClient client, string leaseId, string answer)
    {
        using var submitted = await client.Http.PostAsJsonAsync("/api/v1/projects/p/labels", new SubmitLabel(leaseId, answer, 10), SiloClient.Json);
        return (await submitted.Content.ReadFromJsonAsync<SubmitReply>(SiloClient.Json))!;
    }

    /// <summary>Waits until this many answers are acknowledged.</summary>
    public async Task UntilAsync(int labels)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        await Wait.UntilAsync(() => Task.FromResult(_acknowledged.Count >= labels || _working.IsFaulted), $"{labels} labels are acknowledged", deadline.Token);
    }

    public async Task EndAsync()
    {
        await _end.CancelAsync();
        await _working;
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _working.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _end.Dispose();
    }

    private async Task WorkAsync(string name)
    {
        while (!_end.IsCancellationRequested && await LeaseAsync(_client, name) is { } lease)
        {
            var reply = await SubmitAsync(_client, lease.LeaseId, "ham");
            Assert.Equal("accepted", reply.Outcome);
            Assert.True(_acknowledged.TryAdd(reply.LabelId!, lease.LeaseId));
        }
    }
}
