using ActiveLearning.Cluster.Tests.Fixture;
using ActiveLearning.Contracts.Api;
using ActiveLearning.Grains;
using ActiveLearning.Grains.Training;

namespace ActiveLearning.Cluster.Tests;

public sealed class InsightTests(TestCluster cluster) : IClassFixture<TestCluster>
{
    private static int TruthOf(string text) => text.Contains("apple", StringComparison.Ordinal) ? 1 : 0;

    [Fact]
    public async Task A_labelled_walk_gives_estimates_that_hold_the_truth_a_saving_and_stop_advice()
    {
        var project = await cluster.CreateProjectAsync(controlArmShare: 0.5);
        await project.ImportAsync(400);
        await project.EncodedAsync();
        await LabelAsync(project, 370);

        var insight = await Eventually.GetAsync(() => InsightAsync(project), i => i is { Saving: not null, Stop.StopSet: > 0 }, "the walk was long enough", 90);

        var truth = Enumerable.Range(0, 400).Average(i => TruthOf(TestCluster.TextOf(i)));
        Assert.Equal((400, 400), (insight!.Control!.SpeaksFor, insight.Control.Pool));
        Assert.InRange(insight.Control.Items, 200, 370);
        Assert.InRange(truth, insight.Control.Classes[1].Prevalence.Low, insight.Control.Classes[1].Prevalence.High);
        Assert.InRange(insight.Control.Accuracy.Value!.Value, insight.Control.Accuracy.Low, insight.Control.Accuracy.High);
        Assert.Equal(0, insight.SavingNeeds);
        Assert.Equal(3 * insight.Saving!.ControlLabels, insight.Saving.Limit);
        Assert.All(insight.Stop.Agreement, kappa => Assert.InRange(kappa, -1, 1));
    }

    [Fact]
    public async Task A_champions_metrics_say_how_its_probabilities_are_calibrated()
    {
        var project = await cluster.CreateProjectAsync(controlArmShare: 0.5);
        await project.ImportAsync(120);
        await project.EncodedAsync();
        await LabelAsync(project, 90);

        var status = await Eventually.GetAsync(
            project.StatusAsync, s => s.Champion?.Metrics?.Calibration?.Reliability is not null, "the champion's calibration was measured", 60);

        var calibration = status.Champion!.Metrics!.Calibration!;
        Assert.Equal(1, calibration.ClassShares.Sum(), 6);
        Assert.True(calibration.RandomItems >= 30);
        Assert.InRange(calibration.Reliability!.ExpectedCalibrationError, 0, 0.5);
    }

    [Fact]
    public async Task Without_labels_there_is_nothing_to_look_into_and_a_short_walk_says_what_the_saving_needs()
    {
        var project = await cluster.CreateProjectAsync(controlArmShare: 0.2);
        await project.ImportAsync(60);
        await project.EncodedAsync();
        Assert.Null(await InsightAsync(project));

        await LabelAsync(project, 30);

        var insight = await Eventually.GetAsync(() => InsightAsync(project), i => i?.Control is not null, "there is a champion", 60);
        Assert.Null(insight!.Saving);
        Assert.Equal(200 - insight.Control!.Items, insight.SavingNeeds);
    }

    private Task<ProjectInsight?> InsightAsync(TestProject project) =>
        cluster.Grains.GetGrain<ITrainerGrain>(GrainKeys.Project(project.Row.Id)).GetInsight();

    private static async Task LabelAsync(TestProject project, int count)
    {
        for (var i = 0; i < count; i++)
        {
            var lease = await project.LeaseOneAsync("ann");
            await project.Annotator("ann").Submit(lease.Lease.Id, TruthOf(lease.Text), 500);
        }
    }
}
