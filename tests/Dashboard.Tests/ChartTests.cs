using System.Globalization;
using ActiveLearning.Contracts;
using ActiveLearning.Contracts.Api;
using ActiveLearning.Dashboard.Charts;
using CsCheck;

namespace ActiveLearning.Dashboard.Tests;

public sealed class ChartTests
{
    [Fact]
    public void Ticks_enclose_their_range_with_few_round_steps()
    {
        Gen.Select(Gen.Double[-1e6, 1e6], Gen.Double[1e-3, 1e6], Gen.Int[1, 8]).Sample((low, span, wanted) =>
        {
            var ticks = Ticks.Around(low, low + span, wanted);

            Assert.True(ticks.From <= low + (ticks.Step * 1e-6) && ticks.To >= low + span - (ticks.Step * 1e-6));
            Assert.InRange(ticks.Values.Count(), 2, wanted + 3);
        });
    }

    [Fact]
    public void Counts_have_whole_ticks() => Assert.Equal([0, 1, 2, 3], Ticks.Around(0, 3, 6, whole: true).Values);

    [Fact]
    public void A_range_without_width_still_has_ticks() => Assert.Equal(2, Ticks.Around(5, 5, 1).Values.Count());

    [Fact]
    public void A_scale_maps_ends_to_ends_and_an_empty_range_to_the_middle()
    {
        var scale = new LinearScale(0, 10, 100, 0);

        Assert.Equal((100, 50, 0), (scale.At(0), scale.At(5), scale.At(10)));
        Assert.Equal(50, new LinearScale(3, 3, 0, 100).At(3));
    }

    [Fact]
    public void Coordinates_have_a_point_whatever_the_viewers_culture()
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de-DE");

            Assert.Equal("M0.5,1.5 L2,3 ", Svg.Line([(0.5, 1.5), (2, 3)]));
            Assert.Equal("4.331", Figures.Count(4331));
            Assert.Equal("0,812", Figures.F1(0.8123));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void The_curve_keeps_to_the_champions_source_and_the_newest_version_for_a_number_of_labels()
    {
        var curve = LearningCurve.Of(
        [
            Version(1, "archived", 10, "outOfFold", .4), Version(2, "archived", 20, "test", .5), Version(3, "archived", 20, "test", .6),
            Version(4, "champion", 40, "test", .7), Version(5, "candidate", 50, null, 0),
        ]);

        Assert.Equal("test", curve.Source);
        Assert.Equal([(3, 20), (4, 40)], curve.Points.Select(point => (point.Version, point.Labels)));
    }

    [Fact]
    public void Marks_keep_their_distance_and_the_last_one_stays()
    {
        Gen.Double[0, 500].Array[1, 60].Sample(positions =>
        {
            Array.Sort(positions);

            var kept = LearningCurve.Spread(positions, 34);

            Assert.Equal(positions.Length - 1, kept[^1]);
            for (var i = 1; i < kept.Count; i++)
            {
                Assert.True(positions[kept[i]] - positions[kept[i - 1]] >= 34);
            }
        });
    }

    [Theory]
    [InlineData(612, "612")]
    [InlineData(41_200, "41k")]
    [InlineData(1_197_000, "1.2M")]
    [InlineData(-3, "\u22123")]
    public void Large_counts_are_short_and_minus_is_a_minus(long count, string expected)
    {
        var before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        Assert.Equal(expected, Figures.Compact(count));
        CultureInfo.CurrentCulture = before;
    }

    private static ModelVersion Version(int version, string stage, int labels, string? source, double f1) => new(
        version, stage, labels, source is null ? null : new ModelMetrics(f1, f1, 1, source, 100, f1 - .1, f1 + .1, []), DateTimeOffset.UnixEpoch);
}
