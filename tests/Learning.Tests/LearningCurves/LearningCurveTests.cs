using ActiveLearning.Learning.Encoding;
using ActiveLearning.Learning.Features;
using ActiveLearning.Learning.LearningCurves;
using ActiveLearning.Learning.Synthetic;

namespace ActiveLearning.Learning.Tests.LearningCurves;

public sealed class LearningCurveTests
{
    [Fact]
    public void A_curve_of_the_form_is_found_again()
    {
        double[] labels = [50, 100, 200, 400, 800];
        var truth = new InversePowerLaw(0.8, 2, 0.5);

        var found = InversePowerLaw.Fit(labels, [.. labels.Select(truth.At)]);

        Assert.Equal(truth.At(1_600), found.At(1_600), 6);
        Assert.Equal(1_000, found.LabelsFor(truth.At(1_000)), 2);
        Assert.Equal(double.PositiveInfinity, found.LabelsFor(0.81));
    }

    [Fact]
    public void Scores_that_fall_give_a_flat_line_and_no_promise()
    {
        double[] labels = [50, 100, 200, 400, 800, 1_600];

        var gain = ExpectedGain.Of(labels, [0.8, 0.79, 0.78, 0.77, 0.76, 0.75], 100, new Random(1));

        Assert.Equal(0, gain!.Value);
    }

    [Fact]
    public void Too_few_versions_give_no_forecast() => Assert.Null(ExpectedGain.Of([20, 40, 60], [0.5, 0.6, 0.65], 100, new Random(1)));

    [Fact]
    public void The_interval_of_the_next_hundred_labels_covers_the_truth_at_about_its_rate()
    {
        var truth = new InversePowerLaw(0.85, 1.5, 0.5);
        var labels = Enumerable.Range(1, 20).Select(i => i * 40.0).ToArray();
        var covered = 0;
        for (var seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            var scores = labels.Select(n => truth.At(n) + (0.01 * Normal(random))).ToArray();
            var gain = ExpectedGain.Of(labels, scores, 100, random)!;
            covered += gain.Interval.Contains(truth.At(900) - truth.At(800)) ? 1 : 0;
        }

        Assert.InRange(covered / 200.0, 0.88, 1);
    }

    [Fact]
    public void A_model_that_learnt_from_random_labels_is_worth_about_those()
    {
        var sample = Sample(seed: 1, count: 600);
        var curve = new RandomLabelCurve(sample, SyntheticStream.Classes.Count, Dimensions, new Random(2));
        while (curve.Step(CancellationToken.None))
        {
        }

        // A stranger, fitted on 300 other random items, decides the sample.
        var set = new Learning.Heads.TrainingSet(SyntheticStream.Classes.Count, Dimensions);
        foreach (var item in Sample(seed: 99, count: 300))
        {
            set.Add(item.Features, item.Class);
        }

        var head = Learning.Heads.HeadTrainer.Fit(set, null, CancellationToken.None).Head;
        var probabilities = new float[head.Classes];
        var decided = sample.Select(item =>
        {
            head.Predict(item.Features, probabilities);
            return Array.IndexOf(probabilities, probabilities.Max());
        }).ToArray();

        var worth = curve.Measure(decided, new Random(3));

        Assert.True(worth.Interval.Contains(300), $"{worth}");
        Assert.InRange(worth.Labels, 100, 900);
        Assert.Equal(1_800, worth.Limit);
    }

    [Fact]
    public void A_model_beyond_the_reach_of_the_curve_is_worth_more_than_the_limit()
    {
        var sample = Sample(seed: 5, count: 200);
        var curve = new RandomLabelCurve(sample, SyntheticStream.Classes.Count, Dimensions, new Random(2));
        while (curve.Step(CancellationToken.None))
        {
        }

        var worth = curve.Measure([.. sample.Select(item => item.Class)], new Random(3));

        Assert.Equal(double.PositiveInfinity, worth.Labels);
        Assert.Equal(600, worth.Limit);
        Assert.Equal(1, worth.MacroF1, 6);
    }

    private const int Dimensions = 64;

    private static RandomItem[] Sample(int seed, int count)
    {
        using var encoder = new ProjectedNgramEncoder(Dimensions);
        return [.. SyntheticStream.Generate(seed, count).Select(item =>
        {
            var embedding = new float[Dimensions];
            encoder.Encode([item.Text], embedding, 1, CancellationToken.None);
            return new RandomItem(new TextFeatures(HashedNgrams.Extract(item.Text), embedding), item.Class);
        })];
    }

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
