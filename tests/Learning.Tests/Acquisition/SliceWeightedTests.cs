using ActiveLearning.Learning.Acquisition;
using ActiveLearning.Learning.Features;
using CsCheck;

namespace ActiveLearning.Learning.Tests.Acquisition;

public sealed class SliceWeightedTests
{
    [Fact]
    public void A_slice_gets_its_share_of_every_beginning_and_the_function_chooses_within_it()
    {
        var view = View(next: [0.75f, 0.25f, 0], ofRow: row => (ushort)(row % 2));

        var chosen = new SliceWeighted(new Margin(), "lang").Select(view, 20, new Random(1));

        Assert.Equal(20, chosen.Count);
        Assert.Equal(15, chosen.Count(candidate => candidate.Row % 2 == 0));
        Assert.InRange(chosen.Take(8).Count(candidate => candidate.Row % 2 == 0), 5, 7);

        // Row i is the less in doubt the greater i is.
        Assert.Equal(Enumerable.Range(0, 15).Select(i => 2 * i), chosen.Where(candidate => candidate.Row % 2 == 0).Select(candidate => candidate.Row));
    }

    [Fact]
    public void A_slice_that_needs_all_but_has_few_leaves_the_rest_to_the_others()
    {
        var view = View(next: [1, 0, 0], ofRow: row => (ushort)(row < 5 ? 0 : 1));

        var chosen = new SliceWeighted(new Margin(), "lang").Select(view, 20, new Random(1));

        Assert.Equal(20, chosen.Count);
        Assert.Equal([0, 1, 2, 3, 4], chosen.Take(5).Select(candidate => candidate.Row).Order());
    }

    [Fact]
    public void Any_function_can_be_weighted_and_an_attribute_without_a_name_is_none()
    {
        Assert.All(AcquisitionFunctions.All, function => Assert.True(AcquisitionFunctions.TryGet(function.Name + "@lang", out _)));
        Assert.True(AcquisitionFunctions.TryGet("fl10@surface of post", out var weighted));
        Assert.Equal("facilityLocation@surface of post", weighted.Name);
        Assert.False(AcquisitionFunctions.TryGet("margin@", out _));
        Assert.False(AcquisitionFunctions.TryGet("@lang", out _));
        Assert.False(AcquisitionFunctions.TryGet("nothing@lang", out _));
        Assert.False(AcquisitionFunctions.TryGet("margin@a\nb", out _));
    }

    [Fact]
    public void The_under_labelled_and_the_weak_slice_get_more()
    {
        var underLabelled = SliceNeed.NextShares([new(1_000, 90), new(1_000, 10)]);
        var weak = SliceNeed.NextShares([new(1_000, 50, 50, 2), new(1_000, 50, 50, 25)]);
        var small = SliceNeed.NextShares([new(9_900, 0), new(100, 0)]);

        Assert.True(underLabelled[1] > 4 * underLabelled[0]);
        Assert.True(weak[1] > 1.3 * weak[0]);
        Assert.InRange(small[1], 0.05, 0.15);
    }

    [Fact]
    public void Shares_are_a_distribution_and_ask_no_slice_for_more_than_it_has()
    {
        Gen.Select(Gen.Int[0, 5_000], Gen.Double[0, 1], Gen.Double[0, 1]).Array[1, 12].Sample(slices =>
        {
            SliceFigures[] figures = [.. slices.Select(s => new SliceFigures(s.Item1, (int)(s.Item1 * s.Item2), (int)(s.Item1 * s.Item2), (int)(s.Item1 * s.Item2 * s.Item3)))];

            var shares = SliceNeed.NextShares(figures);

            Assert.All(shares, share => Assert.InRange(share, 0, 1));
            Assert.True(Math.Abs(shares.Sum() - 1) < 1e-4 || shares.Sum() == 0);
            Assert.All(figures.Zip(shares).Where(x => x.First.Items == x.First.Labels), x => Assert.Equal(0, x.Second));
        });
    }

    private static PoolView View(float[] next, Func<int, ushort> ofRow)
    {
        const int Rows = 200;
        var block = new FeatureBlock(2);
        var probabilities = new float[Rows * 2];
        for (var row = 0; row < Rows; row++)
        {
            block.SetEmbedding(block.Add(NgramVector.Empty), [1, 0.01f * row]);
            probabilities[row * 2] = 0.5f + (0.002f * row);
            probabilities[(row * 2) + 1] = 1 - probabilities[row * 2];
        }

        return new PoolView
        {
            Features = block,
            Classes = 2,
            Open = Enumerable.Range(0, Rows).ToArray(),
            Probabilities = probabilities,
            PoolSize = Rows,
            AttributeSlices = new SliceView([.. Enumerable.Range(0, Rows).Select(ofRow)], next),
        };
    }
}
