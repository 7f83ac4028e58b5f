using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ActiveLearning.Grains.Placement;

/// <summary>
/// Gives a silo that joined its share: grains that would otherwise stay where they are for ever (projects, partitions, trainers) move to where <see cref="ShareOfSilos"/> says that they
/// belong, where they are rebuilt from the ledger. Annotators are guests of the silo that their screen is connected to: the new silo's share of them
/// is asked to make room, which moves the connection, and the grain with it.
/// </summary>
public sealed partial class Handover(ShareOfSilos share, ISiloStatusOracle silos, IClusterManifestProvider manifests, TimeProvider time, ILogger<Handover> logger) : BackgroundService, ISiloStatusListener
{
    // Silos come to know a new one, and its directory, within some seconds of each other; whoever is behind opens what it calls in the old place.
    private const int MostLooks = 6;

    // A rolling restart changes the cluster several times in a few seconds; each move costs its grain a moment.
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(2);

    // One after another: most of a project's partitions serve at any moment.
    private static readonly TimeSpan BetweenMoves = TimeSpan.FromMilliseconds(20);

    private static readonly TimeSpan BetweenQuestions = TimeSpan.FromMilliseconds(100);

    // A silo that never tells what it can host gets nothing, and holds nobody up.
    private static readonly TimeSpan LongestUnknown = TimeSpan.FromSeconds(30);

    // What is not away by then was placed here again, or waits for a silo that does not answer.
    private static readonly TimeSpan LongestMove = TimeSpan.FromSeconds(3);

    // Callers wait while a grain closes.
    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(1);

    private static readonly DeactivationReason Elsewhere = new(DeactivationReasonCode.ApplicationRequested, "The grain belongs on another silo.");

    private readonly ConcurrentDictionary<IGrainContext, (string Role, Func<Task>? Leave, Func<Task>? Wake)> _movable = new();
    private readonly ConcurrentDictionary<IGrainContext, (string Role, Func<Task> MakeRoom)> _guests = new();
    private readonly ConcurrentQueue<SiloAddress> _joined = new();
    private readonly SemaphoreSlim _changed = new(0);

    /// <summary>Notes that a grain may be moved; it leaves the list by itself when its activation ends.</summary>
    /// <param name="grain">The activation.</param>
    /// <param name="role">Role of the silos that share such grains.</param>
    /// <param name="leave">Ends the grain's loops, and the waits of its calls with <see cref="GrainLeavingException"/>: it can't close before they end, and whoever calls it meanwhile waits.</param>
    /// <param name="wake">Calls the grain, for one that works without being called and could not migrate.</param>
    public void Watch(IGrainContext grain, string role, Func<Task>? leave = null, Func<Task>? wake = null)
    {
        ArgumentNullException.ThrowIfNull(grain);
        if (_movable.TryAdd(grain, (role, leave, wake)))
        {
            _ = ForgetAsync(grain, _movable);
        }
    }

    /// <summary>Notes a grain that is here because its callers are; it leaves the list by itself when its activation ends.</summary>
    /// <param name="grain">The activation.</param>
    /// <param name="role">Role of the silos that may have it.</param>
    /// <param name="makeRoom">Sends callers to another silo, where that is possible; called when a silo joined whose share the grain is of.</param>
    public void WatchGuest(IGrainContext grain, string role, Func<Task> makeRoom)
    {
        ArgumentNullException.ThrowIfNull(grain);
        if (_guests.TryAdd(grain, (role, makeRoom)))
        {
            _ = ForgetAsync(grain, _guests);
        }
    }

    /// <inheritdoc/>
    public void SiloStatusChangeNotification(SiloAddress updatedSilo, SiloStatus status)
    {
        if (status == SiloStatus.Active)
        {
            _joined.Enqueue(updatedSilo);
            _changed.Release();
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _changed.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        silos.SubscribeToSiloStatusEvents(this);
        try
        {
            while (true)
            {
                await _changed.WaitAsync(stoppingToken);
                do
                {
                    await Task.Delay(Settle, time, stoppingToken);
                }
                while (await _changed.WaitAsync(TimeSpan.Zero, stoppingToken));

                await UntilKnownAsync(stoppingToken);
                var moved = await MoveAsync(stoppingToken);
                await MakeRoomAsync(stoppingToken);

                // One that was called by a silo that did not know the new one yet is here again.
                for (var look = 1; moved && look < MostLooks; look++)
                {
                    await Task.Delay(Settle, time, stoppingToken);
                    moved = await MoveAsync(stoppingToken);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The process ends.
        }
        finally
        {
            silos.UnSubscribeFromSiloStatusEvents(this);
        }
    }

    /// <summary>
    /// Grains are placed only on silos of which it is known what they can host, which is asked of a silo some seconds after it joined. What closed before would open here again.
    /// </summary>
    private async Task UntilKnownAsync(CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        while (time.GetElapsedTime(began) < LongestUnknown && !silos.GetApproximateSiloStatuses(onlyActive: true).Keys.All(manifests.Current.Silos.ContainsKey))
        {
            await Task.Delay(BetweenQuestions, time, cancellationToken);
        }
    }

    private async Task<bool> MoveAsync(CancellationToken cancellationToken)
    {
        var active = silos.GetApproximateSiloStatuses(onlyActive: true).Keys.ToArray();
        var moving = active.Length == 0
            ? []
            : _movable.Where(grain => !share.OwnerOf(grain.Key.GrainId, grain.Value.Role, active).Equals(silos.SiloAddress)).Select(grain => (grain.Key, grain.Value.Leave, grain.Value.Wake)).ToArray();
        foreach (var (grain, leave, wake) in moving)
        {
            // One at a time: of several that migrate together, one that asks another of them while it wakes would wait for itself.
            await LeaveAsync(leave);
            var began = time.GetTimestamp();
            grain.Migrate([], CancellationToken.None);
            await grain.Deactivated.WaitAsync(LongestMove, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();
            if (time.GetElapsedTime(began) > Slow)
            {
                LogSlow(grain.GrainId, time.GetElapsedTime(began).TotalSeconds);
            }

            if (!grain.Deactivated.IsCompleted)
            {
                // It has ended its loops and can't stay.
                grain.Deactivate(Elsewhere, CancellationToken.None);
                _ = WakeElsewhereAsync(grain, wake);
            }

            await Task.Delay(BetweenMoves, time, cancellationToken);
        }

        if (moving.Length > 0)
        {
            LogHandedOver(moving.Length, active.Length);
        }

        return moving.Length > 0;
    }

    private async Task MakeRoomAsync(CancellationToken cancellationToken)
    {
        var joined = new HashSet<SiloAddress>();
        while (_joined.TryDequeue(out var silo))
        {
            joined.Add(silo);
        }

        joined.Remove(silos.SiloAddress);
        var active = silos.GetApproximateSiloStatuses(onlyActive: true).Keys.ToArray();
        var leaving = active.Length == 0 ? [] : _guests.Where(guest => joined.Contains(share.OwnerOf(guest.Key.GrainId, guest.Value.Role, active))).Select(guest => guest.Value.MakeRoom).ToArray();
        foreach (var makeRoom in leaving)
        {
            await makeRoom().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await Task.Delay(BetweenMoves, time, cancellationToken);
        }

        if (leaving.Length > 0)
        {
            LogMadeRoom(leaving.Length, _guests.Count);
        }
    }

    private static async Task LeaveAsync(Func<Task>? leave)
    {
        try
        {
            await (leave?.Invoke() ?? Task.CompletedTask).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        catch (ObjectDisposedException)
        {
            // It has closed by itself meanwhile.
        }
    }

    private static async Task WakeElsewhereAsync(IGrainContext grain, Func<Task>? wake)
    {
        await grain.Deactivated.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        // What does not open now does when somebody calls it.
        await (wake?.Invoke() ?? Task.CompletedTask).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private static async Task ForgetAsync<T>(IGrainContext grain, ConcurrentDictionary<IGrainContext, T> watched)
    {
        await grain.Deactivated.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        watched.TryRemove(grain, out _);
    }

    [LoggerMessage(LogLevel.Information, "A silo joined: {Annotators} of {All} annotators were asked to make room")]
    private partial void LogMadeRoom(int annotators, int all);

    [LoggerMessage(LogLevel.Information, "{Grains} grains were handed over: the cluster has {Silos} silos now")]
    private partial void LogHandedOver(int grains, int silos);

    [LoggerMessage(LogLevel.Warning, "{Grain} took {Seconds:0.0} s to move; its callers waited")]
    private partial void LogSlow(GrainId grain, double seconds);
}
