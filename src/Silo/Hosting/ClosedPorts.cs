using System.Net.Sockets;
using System.Threading.Channels;

namespace ActiveLearning.Silo.Hosting;

/// <summary>
/// Strikes off silos whose process is gone: their port refuses connections, which no starved or paused process does. So a killed silo is noticed within a second, while one that
/// is only slow keeps the patience of the probes. A machine that is gone refuses nothing; the probes notice that.
/// </summary>
internal sealed partial class ClosedPorts(IClusterMembershipService membership, ILocalSiloDetails self, TimeProvider time, ILogger<ClosedPorts> logger) : BackgroundService
{
    /// <summary>Between two looks. Two refusals, because a silo may be listed a moment before it listens again after its network was set up anew.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);

    private readonly Channel<bool> _suspicions = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Notes that a call did not reach another silo; all ports are looked at soon.</summary>
    public void Suspect() => _suspicions.Writer.TryWrite(true);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await foreach (var suspicion in _suspicions.Reader.ReadAllAsync(stoppingToken))
            {
                await Task.WhenAll(ActiveSilos().Where(silo => !silo.Equals(self.SiloAddress)).Select(silo => LookAsync(silo, stoppingToken)));
                await Task.Delay(Pause, time, stoppingToken);
            }
        }
        catch (OperationCanceledException)
        {
            // The process ends.
        }
    }

    private IEnumerable<SiloAddress> ActiveSilos() =>
        membership.CurrentSnapshot.Members.Values.Where(member => member.Status == SiloStatus.Active).Select(member => member.SiloAddress);

    private async Task LookAsync(SiloAddress silo, CancellationToken cancellationToken)
    {
        if (!await RefusesAsync(silo, cancellationToken))
        {
            return;
        }

        await Task.Delay(Pause, time, cancellationToken);
        if (ActiveSilos().Contains(silo) && await RefusesAsync(silo, cancellationToken))
        {
            LogGone(silo);
            await membership.TryKill(silo);
        }
    }

    private async Task<bool> RefusesAsync(SiloAddress silo, CancellationToken cancellationToken)
    {
        using var socket = new Socket(silo.Endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            await socket.ConnectAsync(silo.Endpoint, either.Token);
            return false;
        }
        catch (SocketException failure)
        {
            return failure.SocketErrorCode == SocketError.ConnectionRefused;
        }
        catch (OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return false;
        }
    }

    [LoggerMessage(LogLevel.Warning, "Silo {Silo} is struck off: its port refuses connections, so its process is gone")]
    private partial void LogGone(SiloAddress silo);
}
