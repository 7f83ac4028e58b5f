using ActiveLearning.Learning.Calibration;
using ActiveLearning.Learning.Evaluation;

namespace ActiveLearning.Learning.Tests.Calibration;

public sealed class CalibrationTests
{
    private static readonly double[] Shares = [0.05, 0.25, 0.7];

    [Fact]
    public void Calibration_improves_the_log_loss_of_fresh_items_and_the_reliability_figure_says_by_how_much()
    {
        var (labels, balanced) = Draw(new Random(1), 600);
        var fit = new CalibrationFit(3, labels, balanced, [.. Enumerable.Range(0, 200)], PoolShares.OfModel(balanced.AsSpan(0, 600), 3));

        var calibrator = fit.Fit();

        var (fresh, said) = Draw(new Random(2), 5_000);
        var before = LogLoss.Of(said, fresh, 3);
        var after = LogLoss.Of(calibrator.Apply(said), fresh, 3);
        var reliability = fit.Measure(new Random(3))!;
        Assert.True(after < before - 0.1, $"{before} to {after}");
        Assert.InRange(reliability.LogLoss - after, -0.12, 0.12);
        Assert.True(ExpectedCalibrationError.Of(calibrator.Apply(said), fresh, 3) < ExpectedCalibrationError.Of(said, fresh, 3) / 2);
        Assert.InRange(reliability.Error, reliability.Interval.Low - 0.05, reliability.Interval.High);
    }

    [Fact]
    public void A_head_that_is_too_sure_is_cooled_and_one_that_is_not_sure_enough_is_heated()
    {
        var (labels, balanced) = Draw(new Random(4), 800);
        int[] random = [.. Enumerable.Range(0, 400)];
        var even = new double[] { 1 / 3.0, 1 / 3.0, 1 / 3.0 };
        var sharp = new Calibrator(0.4, even).Apply(balanced);

        var plain = new CalibrationFit(3, labels, balanced, random, Shares).Fit();
        var cooled = new CalibrationFit(3, labels, sharp, random, Shares).Fit();

        Assert.True(cooled.Temperature > plain.Temperature * 1.8, $"{plain.Temperature} and {cooled.Temperature}");
    }

    [Fact]
    public void With_few_random_items_the_shares_stay_near_the_models_view_and_no_reliability_is_claimed()
    {
        var (labels, balanced) = Draw(new Random(5), 300);
        var fit = new CalibrationFit(3, labels, balanced, [0, 1, 2], Shares);

        var calibrator = fit.Fit();

        Assert.All(calibrator.ClassShares.Zip(Shares), pair => Assert.InRange(pair.First - pair.Second, -0.06, 0.06));
        Assert.Null(fit.Measure(new Random(1)));
    }

    [Fact]
    public void The_models_view_of_the_pool_finds_the_shares_though_it_was_trained_as_if_classes_were_even()
    {
        var (_, balanced) = Draw(new Random(6), 5_000);

        var shares = PoolShares.OfModel(balanced, 3);

        Assert.All(shares.Zip(Shares), pair => Assert.InRange(pair.First - pair.Second, -0.05, 0.05));
    }

    [Fact]
    public void Shares_that_the_head_has_learnt_already_are_not_brought_in_twice()
    {
        var (labels, balanced) = Draw(new Random(7), 1_200);
        var already = new Calibrator(1, Shares).Apply(balanced);

        var calibrator = new CalibrationFit(3, labels, already, [.. Enumerable.Range(0, 1_000)], Shares).Fit();

        var (fresh, said) = Draw(new Random(8), 5_000);
        var before = new Calibrator(1, Shares).Apply(said);
        Assert.InRange(calibrator.PriorStrength, 0, 0.25);
        Assert.True(LogLoss.Of(calibrator.Apply(before), fresh, 3) < LogLoss.Of(before, fresh, 3) + 0.02);
    }

    [Fact]
    public void An_empty_pool_has_even_shares_and_counts_move_them()
    {
        Assert.All(PoolShares.OfModel([], 4), share => Assert.Equal(0.25, share));
        Assert.Equal([(10 + 25) / 150.0, (90 + 25) / 150.0], PoolShares.Shrink([10, 90], [0.5, 0.5]));
    }

    /// <summary>Items of unequal classes and what a head says that takes the classes to be even: its evidence is the true likelihood ratio.</summary>
    private static (int[] Labels, float[] Balanced) Draw(Random random, int count)
    {
        var labels = new int[count];
        var balanced = new float[count * 3];
        for (var i = 0; i < count; i++)
        {
            var drawn = random.NextDouble();
            labels[i] = drawn < Shares[0] ? 0 : drawn < Shares[0] + Shares[1] ? 1 : 2;
            double x = Normal(random) + (labels[i] == 0 ? 1.5 : 0), y = Normal(random) + (labels[i] == 1 ? 1.5 : 0), total = 0;
            double[] likelihoods = [Math.Exp((1.5 * x) - 1.125), Math.Exp((1.5 * y) - 1.125), 1];
            total = likelihoods.Sum();
            for (var k = 0; k < 3; k++)
            {
                balanced[(i * 3) + k] = (float)(likelihoods[k] / total);
            }
        }

        return (labels, balanced);
    }

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
