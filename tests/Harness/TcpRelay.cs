using System.Net;
using System.Net.Sockets;

namespace ActiveLearning.Harness;

/// <summary>
/// What stands before the silos of a real cluster: one address, behind which connections go to whichever silo is named at the moment. It passes bytes on and knows nothing of them.
/// </summary>
public sealed class TcpRelay : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Func<Uri> _target;
    private readonly CancellationTokenSource _end = new();
    private readonly Task _accepting;

    /// <summary>Begins to listen on a free port of 127.0.0.1.</summary>
    /// <param name="target">Where a new connection goes.</param>
    public TcpRelay(Func<Uri> target)
    {
        _target = target;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>The address that browsers use.</summary>
    public Uri Url => new($"http://{_listener.LocalEndpoint}");

    /// <summary>Closes all connections.</summary>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        await _accepting;
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        var open = new List<Task>();
        try
        {
            while (true)
            {
                open.Add(PassOnAsync(await _listener.AcceptTcpClientAsync(_end.Token)));
                open.RemoveAll(connection => connection.IsCompleted);
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(open);
        }
    }

    private async Task PassOnAsync(TcpClient browser)
    {
        using var silo = new TcpClient();
        using (browser)
        {
            try
            {
                var target = _target();
                await silo.ConnectAsync(target.Host, target.Port, _end.Token);
                await Task.WhenAny(browser.GetStream().CopyToAsync(silo.GetStream(), _end.Token), silo.GetStream().CopyToAsync(browser.GetStream(), _end.Token));
            }
            catch (Exception lost) when (lost is SocketException or IOException or OperationCanceledException)
            {
                // The browser learns of it by its own connection ending.
            }
        }
    }
}
