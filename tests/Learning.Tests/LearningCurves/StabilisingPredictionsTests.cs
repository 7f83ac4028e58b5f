using ActiveLearning.Learning.Evaluation;
using ActiveLearning.Learning.LearningCurves;

namespace ActiveLearning.Learning.Tests.LearningCurves;

public sealed class StabilisingPredictionsTests
{
    [Fact]
    public void Kappa_of_the_textbook_example()
    {
        // Fifty proposals, two readers: 20 yes-yes, 15 no-no, 5 yes-no, 10 no-yes. Agreement .7, by chance .5·.6 + .5·.4 = .5, kappa .4.
        int[] one = [.. Repeat(1, 25), .. Repeat(0, 25)];
        int[] other = [.. Repeat(1, 20), .. Repeat(0, 5), .. Repeat(1, 10), .. Repeat(0, 15)];

        Assert.Equal(0.4, CohenKappa.Of(one, other, 2), 12);
    }

    [Fact]
    public void Equal_decisions_have_kappa_1_even_when_they_name_one_class_only()
    {
        Assert.Equal(1, CohenKappa.Of([0, 1, 2], [0, 1, 2], 3), 12);
        Assert.Equal(1, CohenKappa.Of([1, 1], [1, 1], 3), 12);
    }

    [Theory]
    [InlineData(new[] { 0.99, 0.995, 1.0 }, true)]
    [InlineData(new[] { 0.2, 0.99, 0.995, 1.0 }, true)]
    [InlineData(new[] { 0.99, 0.98, 1.0 }, false)]
    [InlineData(new[] { 1.0, 1.0 }, false)]
    public void Three_rounds_in_a_row_must_agree(double[] kappas, bool stop) => Assert.Equal(stop, StabilisingPredictions.SaysStop(kappas));

    [Fact]
    public void Models_a_handful_of_labels_apart_are_no_round()
    {
        int[] labels = [10, 20, 25, 30, 40, 45, 60, 63, 66];

        var compared = StabilisingPredictions.Models(labels).Select(i => labels[i]);

        Assert.Equal([25, 45, 66], compared);
    }

    [Fact]
    public void No_more_models_are_compared_than_the_rule_needs() =>
        Assert.Equal(4, StabilisingPredictions.Models([.. Enumerable.Range(1, 100).Select(i => i * 100)]).Count);

    private static IEnumerable<int> Repeat(int c, int times) => Enumerable.Repeat(c, times);
}
