using ActiveLearning.Learning.ControlArm;

namespace ActiveLearning.Learning.Tests.ControlArm;

public sealed class SampleEstimatesTests
{
    private const int Pool = 4_000;

    [Fact]
    public void Estimates_are_unbiased_and_intervals_cover_though_the_learning_arm_takes_the_rare_ones()
    {
        const int Runs = 400;
        int prevalenceCovered = 0, recallCovered = 0, accuracyCovered = 0;
        double meanPrevalence = 0, naivePrevalence = 0, truePrevalence = 0;
        for (var run = 0; run < Runs; run++)
        {
            var random = new Random(run);

            // A pool with a class of 10%, a model that finds 70% of it and raises 5% false alarms, and items in the order of a random walk.
            var actual = Enumerable.Range(0, Pool).Select(_ => random.NextDouble() < 0.1 ? 1 : 0).ToArray();
            var decided = actual.Select(c => c == 1 ? (random.NextDouble() < 0.7 ? 1 : 0) : random.NextDouble() < 0.05 ? 1 : 0).ToArray();
            var settled = new bool[Pool];

            // The learning arm settles 400 items, nearly all of them of the rare class or looking like it; the walk settles 300 places in its order.
            foreach (var item in Enumerable.Range(0, Pool).OrderByDescending(i => (3 * actual[i]) + (2 * decided[i]) + random.NextDouble()).Take(400))
            {
                settled[item] = true;
            }

            for (int item = 0, taken = 0; taken < 300; item++)
            {
                taken += settled[item] ? 0 : 1;
                settled[item] = true;
            }

            var walk = SettledWalk.Of([.. Enumerable.Range(0, Pool).Select(i => new WalkStep(i, settled[i] ? WalkState.Settled : WalkState.Open))], Pool);
            var sample = walk.Ordinals;
            var estimates = new SampleEstimates(2, [.. sample.Select(i => actual[i])], [.. sample.Select(i => decided[i])], walk.Blocked);

            var prevalence = actual.Average();
            var recall = Enumerable.Range(0, Pool).Where(i => actual[i] == 1).Average(i => decided[i] == 1 ? 1.0 : 0);
            var accuracy = Enumerable.Range(0, Pool).Average(i => actual[i] == decided[i] ? 1.0 : 0);
            prevalenceCovered += estimates.Prevalence(1).Interval.Contains(prevalence) ? 1 : 0;
            recallCovered += estimates.Recall(1).Interval.Contains(recall) ? 1 : 0;
            accuracyCovered += estimates.Accuracy.Interval.Contains(accuracy) ? 1 : 0;
            truePrevalence += prevalence / Runs;
            meanPrevalence += estimates.Prevalence(1).Value / Runs;
            naivePrevalence += Enumerable.Range(0, Pool).Where(i => settled[i]).Average(i => actual[i]) / Runs;
        }

        Assert.InRange(meanPrevalence - truePrevalence, -0.003, 0.003);
        Assert.True(naivePrevalence > truePrevalence + 0.2, "Counting all labels would have been far off, else this proves nothing.");
        Assert.InRange(prevalenceCovered / (double)Runs, 0.92, 0.995);
        Assert.InRange(recallCovered / (double)Runs, 0.92, 0.995);
        Assert.InRange(accuracyCovered / (double)Runs, 0.92, 0.995);
    }

    [Fact]
    public void The_sample_ends_at_the_first_open_item_and_counts_blocked_ones()
    {
        var walk = SettledWalk.Of([Step(4), Step(2), new WalkStep(7, WalkState.Blocked), Step(1), new WalkStep(3, WalkState.Open), Step(5)], 8);

        Assert.Equal([4, 2, 1], walk.Ordinals);
        Assert.Equal((1, 8), (walk.Blocked, walk.BelowOrdinal));
    }

    [Fact]
    public void After_an_import_the_sample_speaks_for_the_older_items_until_the_holes_are_filled()
    {
        // 200 older items of which the walk has reached 100; then 100 new ones, ranks in between.
        var steps = Enumerable.Range(0, 300).Select(place => place % 3 == 2
            ? new WalkStep(200 + (place / 3), WalkState.Open)
            : new WalkStep((place * 2 / 3) + (place % 3 == 0 ? 0 : 1) - (place % 3 == 1 && place * 2 % 3 == 2 ? 1 : 0), place < 150 ? WalkState.Settled : WalkState.Open)).ToArray();

        var walk = SettledWalk.Of(steps, 300);

        Assert.Equal(200, walk.BelowOrdinal);
        Assert.Equal(100, walk.Ordinals.Count);
    }

    [Fact]
    public void Blocked_items_widen_the_interval_to_what_they_could_have_been()
    {
        int[] actual = [.. Enumerable.Repeat(1, 20), .. Enumerable.Repeat(0, 80)];

        var without = new SampleEstimates(2, actual, actual, blocked: 0).Prevalence(1);
        var with = new SampleEstimates(2, actual, actual, blocked: 10).Prevalence(1);

        Assert.Equal(0.2, without.Value, 12);
        Assert.Equal(0.2, with.Value, 12);
        Assert.True(with.Interval.Low < without.Interval.Low && with.Interval.High > without.Interval.High);
        Assert.True(with.Interval.High > 30 / 110.0);
    }

    private static WalkStep Step(int ordinal) => new(ordinal, WalkState.Settled);
}
