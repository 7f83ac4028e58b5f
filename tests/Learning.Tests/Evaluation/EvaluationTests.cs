using ActiveLearning.Learning.Evaluation;
using CsCheck;

namespace ActiveLearning.Learning.Tests.Evaluation;

public sealed class EvaluationTests
{
    [Fact]
    public void Figures_of_a_small_matrix_are_those_worked_out_by_hand()
    {
        var matrix = new ConfusionMatrix(3);
        matrix.Add(0, 0);
        matrix.Add(0, 0);
        matrix.Add(0, 1);
        matrix.Add(1, 1);

        Assert.Equal(0.75, matrix.Accuracy);
        Assert.Equal(1, matrix.Precision(0));
        Assert.Equal(2 / 3.0, matrix.Recall(0), 9);
        Assert.Equal(0.8, matrix.F1(0), 9);
        Assert.Equal(2 / 3.0, matrix.F1(1), 9);

        // The third class occurs nowhere and is left out of the mean.
        Assert.Equal((0.8 + (2 / 3.0)) / 2, matrix.MacroF1, 9);
    }

    [Fact]
    public void Weighted_items_count_as_that_many_items()
    {
        Gen.Select(Gen.Int[0, 2], Gen.Int[0, 2], Gen.Int[1, 4]).Array[1, 40].Sample(items =>
        {
            ConfusionMatrix weighted = new(3), repeated = new(3);
            foreach (var (actual, predicted, times) in items)
            {
                weighted.Add(actual, predicted, times);
                for (var i = 0; i < times; i++)
                {
                    repeated.Add(actual, predicted);
                }
            }

            return Math.Abs(weighted.MacroF1 - repeated.MacroF1) < 1e-12 && Math.Abs(weighted.Accuracy - repeated.Accuracy) < 1e-12;
        });
    }

    [Fact]
    public void Wilson_agrees_with_the_published_example_and_stays_within_zero_and_one()
    {
        // 81 of 263: Newcombe (1998), table I, method 3.
        var interval = WilsonInterval.Of(81, 263);
        Assert.Equal(0.2553, interval.Low, 4);
        Assert.Equal(0.3662, interval.High, 4);

        Assert.Equal(0, WilsonInterval.Of(0, 20).Low);
        Assert.Equal(0.1611, WilsonInterval.Of(0, 20).High, 4);
        Assert.Equal(new Interval(0, 1), WilsonInterval.Of(0, 0));
    }

    [Fact]
    public void The_bootstrap_interval_holds_the_score_and_repeats_with_its_seed()
    {
        var random = new Random(3);
        var actual = Enumerable.Range(0, 300).Select(_ => random.Next(3)).ToArray();
        var predicted = actual.Select(c => random.NextDouble() < 0.8 ? c : random.Next(3)).ToArray();
        var matrix = new ConfusionMatrix(3);
        for (var i = 0; i < actual.Length; i++)
        {
            matrix.Add(actual[i], predicted[i]);
        }

        var interval = BootstrapInterval.OfMacroF1(3, actual, predicted, new Random(7));

        Assert.True(interval.Contains(matrix.MacroF1));
        Assert.InRange(interval.Width, 0.04, 0.16);
        Assert.Equal(interval, BootstrapInterval.OfMacroF1(3, actual, predicted, new Random(7)));
    }

    [Fact]
    public void Log_loss_of_certainty_is_zero_and_of_a_coin_is_ln_two()
    {
        Assert.Equal(0, LogLoss.Of([1, 0, 0, 1], [0, 1], 2), 6);
        Assert.Equal(Math.Log(2), LogLoss.Of([.5f, .5f], [1], 2), 6);
        Assert.True(double.IsFinite(LogLoss.Of([0, 1], [0], 2)));
    }

    [Fact]
    public void Calibration_error_is_the_gap_between_confidence_and_hits()
    {
        // Confidence .8 throughout and half of them right.
        Assert.Equal(0.3, ExpectedCalibrationError.Of([.8f, .2f, .8f, .2f], [0, 1], 2), 5);
        Assert.Equal(0, ExpectedCalibrationError.Of([1, 0, 0, 1], [0, 1], 2), 5);
    }
}
