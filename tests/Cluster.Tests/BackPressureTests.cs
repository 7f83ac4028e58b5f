using ActiveLearning.Cluster.Tests.Fixture;
using ActiveLearning.Grains;
using ActiveLearning.Grains.Encoding;
using ActiveLearning.Grains.Partitions;
using ActiveLearning.Grains.Training;
using ActiveLearning.Ledger.Models;

namespace ActiveLearning.Cluster.Tests;

/// <summary>Background work steps back while somebody labels, also where nobody's pages are.</summary>
public sealed class BackPressureTests(TestCluster cluster) : IClassFixture<TestCluster>
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task Labelling_through_one_silo_is_known_on_the_silo_that_encodes_for_it()
    {
        for (var attempt = 0; attempt < 50; attempt++)
        {
            var project = await cluster.CreateProjectAsync();
            await project.ImportAsync(40);
            await project.LeaseOneAsync("ann");
            var annotators = (await cluster.SilosOfAsync(project.Annotator("ann"))).Single();
            var partitions = await Task.WhenAll(Enumerable.Range(0, project.Row.Partitions).Select(p =>
                cluster.SilosOfAsync(cluster.Grains.GetGrain<IPoolPartitionGrain>(GrainKeys.Partition(project.Row.Id, p)))));
            if (partitions.Select(silos => silos.Single()).FirstOrDefault(silo => !silo.Equals(annotators)) is not { } other)
            {
                continue;
            }

            cluster.Clock.Advance(LabellingActivity.Window + Second);
            Assert.False(cluster.ServiceOf<LabellingActivity>(other).IsActive);
            await project.Annotator("ann").Lease(2);

            await Eventually.HoldsAsync(() => Task.FromResult(cluster.ServiceOf<LabellingActivity>(other).IsActive), "the other silo knows");
            cluster.Clock.Advance(LabellingActivity.Window + Second);
            Assert.False(cluster.ServiceOf<LabellingActivity>(other).IsActive);
            return;
        }

        Assert.Fail("No annotator of 50 sat on another silo than a partition.");
    }

    [Fact]
    public async Task A_refit_waits_while_the_ledger_is_far_behind_with_labels()
    {
        var project = await cluster.CreateProjectAsync();
        await project.ImportAsync(60);
        await project.EncodedAsync();
        cluster.Ledger.SaidToWait = new RefitOptions().MostWaiting + 1;
        for (var i = 0; i < 20; i++)
        {
            var lease = await project.LeaseOneAsync("ann");
            await project.Annotator("ann").Submit(lease.Lease.Id, i % 2, 500);
        }

        // A fit that does not wait gets twice the pause after which any labels start one.
        var early = await Task.WhenAny(FittedAsync(project), Task.Delay(2 * new RefitOptions().Pause));
        var behind = await project.NewestVersionAsync();
        cluster.Ledger.SaidToWait = null;
        await early;

        Assert.Null(behind);
        Assert.NotNull(await FittedAsync(project));
    }

    private static Task<ModelVersionRow?> FittedAsync(TestProject project) => Eventually.GetAsync(project.NewestVersionAsync, version => version is not null, "a version was fitted");

    [Fact]
    public void Work_in_the_background_rests_as_long_as_it_took_while_somebody_labels_and_not_at_all_afterwards()
    {
        var clock = new ShiftedClock();
        var activity = new LabellingActivity(clock);
        var before = activity.RestAfter(Second);
        activity.Touch();

        var during = activity.RestAfter(Second);
        clock.Advance(LabellingActivity.Window);

        Assert.Equal([TimeSpan.Zero, Second, TimeSpan.Zero], [before, during, activity.RestAfter(Second)]);
    }

    [Fact]
    public void Partitions_are_told_of_their_own_project_once_in_a_while_however_much_is_labelled()
    {
        var clock = new ShiftedClock();
        var activity = new LabellingActivity(clock);

        bool[] told = [activity.IsTimeToTell(1), activity.IsTimeToTell(1), activity.IsTimeToTell(2)];
        clock.Advance(LabellingActivity.Window / 2);

        Assert.Equal([true, false, true], told);
        Assert.True(activity.IsTimeToTell(1));
    }
}
