using ActiveLearning.Silo.Hosting;

namespace ActiveLearning.Silo.Commands;

/// <summary><c>doctor</c>: looks at what the program would stand on with this configuration and prints it, one line a thing, in a few seconds. Changes nothing.</summary>
internal static class DoctorCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Runs it.</summary>
    /// <returns><see cref="OperatorCommands.Good"/>, or <see cref="OperatorCommands.Broken"/> when something is.</returns>
    public static async Task<int> RunAsync(IConfiguration configuration, TextWriter output, CancellationToken cancellationToken)
    {
        var worst = Health.Good;
        foreach (var (what, look) in Looks(configuration))
        {
            foreach (var seen in await LookAsync(what, look, cancellationToken))
            {
                var mark = seen.Health switch { Health.Good => "ok    ", Health.Doubtful => "LOOK  ", _ => "BROKEN" };
                output.WriteLine($"{mark} {seen.What,-22} {PrintedText.Escape(seen.Told)}");
                worst = seen.Health > worst ? seen.Health : worst;
            }
        }

        return worst == Health.Broken ? OperatorCommands.Broken : OperatorCommands.Good;
    }

    private static IEnumerable<(string What, Func<CancellationToken, Task<IReadOnlyList<Diagnosis>>> Look)> Looks(IConfiguration configuration)
    {
        yield return ("versions", _ => Task.FromResult(Versions.Look()));
        yield return ("disk", _ => Task.Run(() => FlushRate.Look(StartLine.DataPath(configuration))));
        yield return ("ledger", _ => Task.Run(() => LedgerLook.Look(configuration)));
        yield return ("ports", _ => Task.FromResult(Ports.Look(configuration)));
        yield return ("membership", stop => Membership.LookAsync(configuration, stop));
        yield return ("redis", _ => RedisLook.LookAsync(configuration));
    }

    private static async Task<IReadOnlyList<Diagnosis>> LookAsync(
        string what, Func<CancellationToken, Task<IReadOnlyList<Diagnosis>>> look, CancellationToken cancellationToken)
    {
        try
        {
            // Whatever hangs must not keep the rest from being told.
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            patience.CancelAfter(Patience);
            return await look(patience.Token).WaitAsync(patience.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return [Diagnosis.Broken(what, $"no answer within {Patience.TotalSeconds:0} s")];
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            return [Diagnosis.Broken(what, failure.Message)];
        }
    }
}
