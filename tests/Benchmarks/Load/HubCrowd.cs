using System.Collections.Concurrent;
using System.Diagnostics;
using ActiveLearning.Harness;

namespace ActiveLearning.Benchmarks.Load;

/// <summary>What a crowd of annotators on the hub saw.</summary>
public sealed record HubCrowdResult(
    int Labels, TimeSpan Took, double[] AckMs, double[] NextMs, int DoubleLeases, int Refused, ConcurrentDictionary<string, string> Acknowledged)
{
    public double LabelsPerSecond => Labels / Took.TotalSeconds;
}

/// <summary>Annotators on the hub who look at each item for a while (or not at all) and answer, for a bounded time.</summary>
public static class HubCrowd
{
    /// <summary>Connects everybody and lets them work.</summary>
    /// <param name="url">The hub's silo.</param>
    /// <param name="project">What they label; empty on the echo hub.</param>
    /// <param name="people">How many.</param>
    /// <param name="look">How long each looks at an item.</param>
    /// <param name="time">When they stop.</param>
    /// <param name="classes">What they answer with.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <param name="noteAck">Told of each acknowledgement: when it came, since the beginning, and how long it took, ms.</param>
    public static async Task<HubCrowdResult> RunAsync(
        Uri url, string project, int people, TimeSpan look, TimeSpan time, IReadOnlyList<string> classes, CancellationToken cancellationToken, Action<TimeSpan, double>? noteAck = null)
    {
        var acks = new ConcurrentBag<double>();
        var nexts = new ConcurrentBag<double>();
        var holders = new ConcurrentDictionary<string, string>();
        var acknowledged = new ConcurrentDictionary<string, string>();
        int doubles = 0, refused = 0;
        var annotators = new List<HubAnnotator>();
        for (var i = 0; i < people; i++)
        {
            annotators.Add(await HubAnnotator.JoinAsync(url, project, $"annotator-{i}", cancellationToken));
        }

        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        over.CancelAfter(time);
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(annotators.Select((a, i) => WorkAsync(a, look * i / people)));
        var took = watch.Elapsed;
        foreach (var annotator in annotators)
        {
            await annotator.DisposeAsync();
        }

        return new HubCrowdResult(acks.Count, took, [.. acks.Order()], [.. nexts.Order()], doubles, refused, acknowledged);

        async Task WorkAsync(HubAnnotator annotator, TimeSpan after)
        {
            // Leave the caller's thread: joining is over. People do not answer in step.
            await Task.Yield();
            try
            {
                await Task.Delay(after, over.Token);
                while (true)
                {
                    var started = Stopwatch.GetTimestamp();
                    var item = await annotator.NextAsync(over.Token);
                    nexts.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
                    var ordinal = item.LeaseId[..item.LeaseId.IndexOf('-', StringComparison.Ordinal)];
                    var holder = holders.GetOrAdd(ordinal, annotator.Name);
                    if (holder != annotator.Name && project.Length > 0)
                    {
                        Interlocked.Increment(ref doubles);
                    }

                    if (look > TimeSpan.Zero)
                    {
                        await Task.Delay(look, over.Token);
                    }

                    var className = classes[item.Text.Length % classes.Count];
                    started = Stopwatch.GetTimestamp();
                    var reply = await annotator.SubmitAsync(item, className, cancellationToken);
                    var ack = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
                    acks.Add(ack);
                    noteAck?.Invoke(watch.Elapsed, ack);
                    holders.TryRemove(ordinal, out _);
                    if (reply.Outcome != "accepted" || !acknowledged.TryAdd($"{annotator.Name}/{reply.LabelId}", className))
                    {
                        Interlocked.Increment(ref refused);
                    }
                }
            }
            catch (OperationCanceledException) when (over.IsCancellationRequested)
            {
                // The time is over.
            }
        }
    }
}
