using ActiveLearning.Learning.Coverage;
using ActiveLearning.Learning.Features;
using ActiveLearning.Learning.Tests.Heads;
using CsCheck;

namespace ActiveLearning.Learning.Tests.Coverage;

public sealed class CoverageTrackerTests
{
    [Fact]
    public void Whatever_the_order_of_rows_and_labels_the_count_is_that_of_counting_anew()
    {
        var source = HeadTests.Encoded(seed: 21, count: 120).Block;

        Gen.Select(Gen.Int[0, 119].Array[1, 60], Gen.Bool.Array[1, 60], Gen.Float[0.05f, 0.6f]).Sample((rows, isLabel, delta) =>
        {
            var block = new FeatureBlock(source.EmbeddingDimensions);
            var tracker = new CoverageTracker(block, delta);
            var labelled = new List<int>();
            var places = LabelledPlaces.None;
            for (var i = 0; i < rows.Length; i++)
            {
                if (isLabel[i % isLabel.Length])
                {
                    places = places.With([LabelledPlace.Of(rows[i], source.Features(rows[i]))]);
                    tracker.LabelsAdded(places);
                    labelled.Add(rows[i]);
                    continue;
                }

                var row = block.Add(NgramVector.Empty);
                tracker.RowsAdded();
                block.SetEmbedding(row, source.Embedding(rows[i]));
                tracker.RowsAdded();
            }

            var covered = Enumerable.Range(0, block.Count)
                .Count(row => labelled.Any(label => block.EmbeddingDot(row, source.EmbeddingCodes(label), source.EmbeddingScale(label)) >= 1 - delta));
            Assert.Equal(covered, tracker.Covered);
            Assert.Equal(block.Count, tracker.Encoded);
        });
    }

    [Fact]
    public void Delta_keeps_crowds_apart_and_is_the_same_for_the_same_seed()
    {
        var block = HeadTests.Encoded(seed: 22, count: 400).Block;

        var delta = BallCoverage.ChooseDelta(block, new Random(1));

        Assert.InRange(delta, 0.05f, 0.6f);
        Assert.Equal(delta, BallCoverage.ChooseDelta(block, new Random(1)));
    }

    [Fact]
    public void Delta_of_an_empty_slice_is_the_documented_one()
    {
        Assert.Equal(0.3f, BallCoverage.ChooseDelta(new FeatureBlock(4), new Random(1)));
    }
}
