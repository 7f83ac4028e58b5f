using ActiveLearning.Grains;
using ActiveLearning.Grains.Placement;

namespace ActiveLearning.Silo.Hosting;

/// <summary>
/// Sends a call to a grain again while the cluster is getting over a lost silo: the grain wakes on another one within seconds. Every call of this program may arrive twice (answers are
/// stored by lease id, versions by number), so trying again is safe. Whoever still can't be reached then is told to callers as "come back soon". So is a call that was on its way when a
/// silo was struck off and has no answer a moment later.
/// </summary>
internal sealed partial class PatientCalls(ClosedPorts ports, LostSilos lost, TimeProvider time, ILogger<PatientCalls> logger) : IOutgoingGrainCallFilter
{
    /// <summary>How long a call is tried in all. Longer than it takes to notice a lost silo, shorter than callers wait.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(6);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <inheritdoc/>
    public async Task Invoke(IOutgoingGrainCallContext context)
    {
        if (context.InterfaceMethod?.DeclaringType?.Assembly != typeof(GrainKeys).Assembly)
        {
            await context.Invoke();
            return;
        }

        var started = time.GetTimestamp();
        for (var attempt = 1; ; attempt++)
        {
            var call = Task.CompletedTask;
            var silosAsOfNow = lost.Next;
            try
            {
                call = context.Invoke();
                await call.WaitAsync(silosAsOfNow);
                if (attempt > 1)
                {
                    LogReached(context.InterfaceName, context.MethodName, attempt, time.GetElapsedTime(started).TotalMilliseconds);
                }

                return;
            }
            catch (OperationCanceledException) when (silosAsOfNow.IsCancellationRequested && !call.IsCompleted)
            {
                // Not tried again here: it may still be answered, and then would be twice under way in one context. Whoever asked for it tries again.
                call.Ignore();
                LogLost(context.InterfaceName, context.MethodName, time.GetElapsedTime(started).TotalMilliseconds);
                throw new SiloUnavailableException($"A silo was lost while {context.InterfaceName}.{context.MethodName} was on its way.");
            }
            catch (Exception failure) when (IsOnTheMove(failure) && time.GetElapsedTime(started) < Patience)
            {
                if (failure is not GrainLeavingException)
                {
                    ports.Suspect();
                }

                await Task.Delay(Pause, time);
            }
        }
    }

    /// <summary>Whether the grain moves, its silo is gone or the cluster does not agree yet on where the grain is; says nothing of whether the call ran.</summary>
    private static bool IsOnTheMove(Exception failure) => failure is SiloUnavailableException or OrleansMessageRejectionException or GrainLeavingException;

    [LoggerMessage(LogLevel.Information, "{Grain}.{Method} has no answer {WaitedMs:F0} ms after it was called, and a silo was lost meanwhile: given up")]
    private partial void LogLost(string grain, string method, double waitedMs);

    [LoggerMessage(LogLevel.Information, "{Grain}.{Method} was reached at attempt {Attempt} after {WaitedMs:F0} ms")]
    private partial void LogReached(string grain, string method, int attempt, double waitedMs);
}
