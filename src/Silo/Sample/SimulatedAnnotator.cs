using ActiveLearning.Grains.Annotators;
using ActiveLearning.Ledger.Labels;

namespace ActiveLearning.Silo.Sample;

/// <summary>A made-up person with a stated accuracy who answers at a human pace.</summary>
internal sealed class SimulatedAnnotator(
    string name, double accuracy, IAnnotatorGrain grain, IReadOnlyDictionary<string, int> truth, int classes, SampleOptions pace, Random random, TimeProvider time)
{
    private static readonly TimeSpan WhenNothingIsOpen = TimeSpan.FromSeconds(5);

    /// <summary>Pseudonym, which says plainly that nobody is behind it.</summary>
    public string Name => name;

    /// <summary>Takes an item, looks at it, answers. False when nothing was open (also while the project is paused): then it only waits.</summary>
    public async Task<bool> WorkAsync(CancellationToken cancellationToken)
    {
        var leases = await grain.Lease(1);
        if (leases.Count == 0 || !truth.TryGetValue(leases[0].Lease.ItemId, out var right))
        {
            await Task.Delay(WhenNothingIsOpen, time, cancellationToken);
            return false;
        }

        var look = pace.ShortestLook + ((pace.LongestLook - pace.ShortestLook) * random.NextDouble());
        await Task.Delay(look, time, cancellationToken);
        var answer = await grain.Submit(leases[0].Lease.Id, Answer(right), (int)look.TotalMilliseconds);
        return answer.Outcome == SubmitLabelOutcome.Accepted;
    }

    /// <summary>The right class with the stated accuracy, else any other.</summary>
    public int Answer(int right) => random.NextDouble() < accuracy ? right : (right + 1 + random.Next(classes - 1)) % classes;
}
