namespace ActiveLearning.Silo.Hosting;

/// <summary>
/// Tells calls on their way that a silo was struck off. A call to that silo fails at once; but one that another silo was passing on to it, because the grain had moved there, is lost
/// without a word, and its caller would wait until the call's time is out.
/// </summary>
internal sealed class LostSilos(IClusterMembershipService membership, TimeProvider time) : BackgroundService
{
    /// <summary>How long after a silo was struck off whoever was called before that, and is there, has to answer.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(3);

    private CancellationTokenSource _next = new();

    /// <summary>Cancelled <see cref="Grace"/> after the next silo is struck off.</summary>
    public CancellationToken Next => Volatile.Read(ref _next).Token;

    /// <summary>Notes that a silo was struck off.</summary>
    public void NoteLost()
    {
        // Never disposed: callers may hold its token for as long as their calls last.
        var ending = Interlocked.Exchange(ref _next, new CancellationTokenSource());
        _ = CancelAsync(ending);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var known = new HashSet<SiloAddress>();
        var isFirst = true;
        try
        {
            await foreach (var snapshot in membership.MembershipUpdates.WithCancellation(stoppingToken))
            {
                var before = known.Count;
                known.UnionWith(snapshot.Members.Values.Where(member => member.Status == SiloStatus.Dead).Select(member => member.SiloAddress));
                if (known.Count > before && !isFirst)
                {
                    NoteLost();
                }

                isFirst = false;
            }
        }
        catch (OperationCanceledException)
        {
            // The process ends.
        }
    }

    private async Task CancelAsync(CancellationTokenSource ending)
    {
        await Task.Delay(Grace, time);
        await ending.CancelAsync();
    }
}
