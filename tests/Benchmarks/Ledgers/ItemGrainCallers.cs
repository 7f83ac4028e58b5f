using ActiveLearning.Contracts;
using ActiveLearning.Grains;
using ActiveLearning.Grains.ContentItems;
using ActiveLearning.Ledger.Labels;

namespace ActiveLearning.Benchmarks.Ledgers;

/// <summary>
/// Callers who lease an item and label it through its grain, one after another, each waiting for both acknowledgements.
/// </summary>
internal static class ItemGrainCallers
{
    public static readonly LeaseGrounds Grounds = new(Arm.Learn, "margin", LeaseReason.Margin, 12, 0.25f, 3, [0.4f, 0.6f]);

    /// <summary>Runs the pairs.</summary>
    /// <param name="grains">The silo.</param>
    /// <param name="project">Id of the project.</param>
    /// <param name="first">First ordinal; each pair takes the next one.</param>
    /// <param name="pairs">How many.</param>
    /// <param name="callers">How many at the same time.</param>
    /// <param name="answersMs">Takes the time that each label waited for its acknowledgement.</param>
    /// <returns>Pairs a second.</returns>
    public static async Task<double> RunAsync(IGrainFactory grains, string project, int first, int pairs, int callers, List<double> answersMs)
    {
        var clock = TimeProvider.System;
        var waits = new double[pairs];
        var start = clock.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, callers).Select(async caller =>
        {
            for (var pair = caller; pair < pairs; pair += callers)
            {
                var item = grains.Reach<IContentItemGrain>(GrainKeys.Item(project, first + pair));
                var granted = await item.Grant($"annotator-{caller}", LeaseChannel.Hub, Grounds);
                var asked = clock.GetTimestamp();
                var recorded = await item.Record(granted.Item!.Lease.Id, pair % 2, 500);
                waits[pair] = clock.GetElapsedTime(asked).TotalMilliseconds;
                if (recorded.Outcome != SubmitLabelOutcome.Accepted)
                {
                    throw new InvalidOperationException($"A label was {recorded.Outcome}.");
                }
            }
        }));
        var seconds = clock.GetElapsedTime(start).TotalSeconds;
        answersMs.AddRange(waits);
        return pairs / seconds;
    }
}
