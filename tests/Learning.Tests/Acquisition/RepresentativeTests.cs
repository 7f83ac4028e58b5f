using ActiveLearning.Learning.Acquisition;
using ActiveLearning.Learning.Features;

namespace ActiveLearning.Learning.Tests.Acquisition;

public sealed class RepresentativeTests
{
    private const int Crowds = 8;

    [Fact]
    public void The_largest_crowd_comes_first_and_a_dense_template_only_once()
    {
        // 60 near-identical rows, 130 looser ones, 10 of a third kind.
        var random = new Random(3);
        var kinds = Enumerable.Repeat(0, 60).Concat(Enumerable.Repeat(1, 130)).Concat(Enumerable.Repeat(2, 10)).ToArray();
        var block = Block(kinds, kind => kind == 0 ? 0.01f : 0.25f, random);

        var chosen = new Representative().Select(View(block, []), 3, new Random(1));

        Assert.Equal([1, 0, 2], chosen.Select(candidate => kinds[candidate.Row]));
    }

    [Fact]
    public void Slices_that_know_nothing_of_each_other_hand_out_different_kinds_first()
    {
        var random = new Random(5);
        var slices = Enumerable.Range(0, Crowds).Select(slice =>
        {
            // Crowds differ in size, so that every slice sees them in the same order.
            var kinds = Enumerable.Range(0, Crowds).SelectMany(kind => Enumerable.Repeat(kind, 20 + (8 * kind))).ToArray();
            var view = View(Block(kinds, _ => 0.05f, random), []) with { Slice = slice, Slices = Crowds };
            return new Representative().Select(view, 64, random).Select(candidate => (Kind: kinds[candidate.Row], candidate.Value));
        });

        var merged = slices.SelectMany(slice => slice).OrderByDescending(candidate => candidate.Value).Take(Crowds);

        Assert.Equal(Crowds, merged.Select(candidate => candidate.Kind).Distinct().Count());
    }

    [Fact]
    public void A_kind_that_is_labelled_here_or_elsewhere_waits()
    {
        var kinds = Enumerable.Range(0, 120).Select(i => i < 70 ? 0 : i < 110 ? 1 : 2).ToArray();
        var block = Block(kinds, _ => 0.05f, new Random(7));
        var view = View(block, [75]) with { LabelledElsewhere = [block.Features(3)] };

        var chosen = new Representative().Select(view, 1, new Random(1));

        Assert.Equal(2, kinds[chosen[0].Row]);
    }

    private static PoolView View(FeatureBlock block, int[] labelled) => new()
    {
        Features = block,
        Classes = 2,
        Open = Enumerable.Range(0, block.Count).Except(labelled).ToArray(),
        Labelled = labelled,
    };

    private static FeatureBlock Block(int[] kinds, Func<int, float> spread, Random random)
    {
        var block = new FeatureBlock(Crowds);
        foreach (var kind in kinds)
        {
            var embedding = new float[Crowds];
            for (var d = 0; d < Crowds; d++)
            {
                embedding[d] = (d == kind ? 1 : 0) + (spread(kind) * (random.NextSingle() - 0.5f));
            }

            block.SetEmbedding(block.Add(NgramVector.Empty), embedding);
        }

        return block;
    }
}
