using ActiveLearning.Learning.Features;
using ActiveLearning.Learning.Heads;
using CsCheck;

namespace ActiveLearning.Learning.Tests.Heads;

public sealed class StatedSharesTests
{
    [Fact]
    public void Decisions_over_the_pool_move_towards_what_the_owner_states()
    {
        var (items, block) = HeadTests.Encoded(seed: 41, count: 900);
        var head = HeadTrainer.Fit(HeadTests.Labelled(items, block, 60), null, CancellationToken.None).Head;
        var stated = new double[head.Classes];
        Array.Fill(stated, 0.1 / (head.Classes - 1));
        stated[0] = 0.9;

        var shifted = head.Shifted(StatedShares.Offsets(head, block, stated));

        int[] before = Decisions(head, block), after = Decisions(shifted, block);
        Assert.True(after[0] > before[0], $"{before[0]} items of the class before, {after[0]} after");
        Assert.InRange(after[0], 0, 900);
    }

    [Fact]
    public void Shifting_probabilities_says_what_the_shifted_head_says()
    {
        var (items, block) = HeadTests.Encoded(seed: 42, count: 200);
        var head = HeadTrainer.Fit(HeadTests.Labelled(items, block, 80), null, CancellationToken.None).Head;
        float[] offsets = [.. Enumerable.Range(0, head.Classes).Select(k => (0.7f * k) - 1)], plain = new float[head.Classes], shifted = new float[head.Classes];

        for (var row = 80; row < 200; row++)
        {
            head.Predict(block.Ngrams(row), block.Embedding(row), plain);
            head.Shifted(offsets).Predict(block.Ngrams(row), block.Embedding(row), shifted);

            Assert.Equal(shifted, StatedShares.Shift(plain, offsets), (a, b) => Math.Abs(a - b) < 1e-4);
            StatedShares.TakeOff(shifted, offsets);
            Assert.Equal(plain, shifted, (a, b) => Math.Abs(a - b) < 1e-4);
        }

        using var session = HeadSession.Load(head.Shifted(offsets).ToOnnx());
        Assert.Equal(offsets, session.DecisionOffsets);
        using var asFitted = HeadSession.Load(head.ToOnnx());
        Assert.Empty(asFitted.DecisionOffsets);
    }

    [Fact]
    public void Whatever_is_stated_the_offsets_are_finite_and_an_empty_sample_says_nothing()
    {
        var (items, block) = HeadTests.Encoded(seed: 43, count: 120);
        var head = HeadTrainer.Fit(HeadTests.Labelled(items, block, 80), null, CancellationToken.None).Head;

        Gen.Double[1e-6, 1].Array[head.Classes].Sample(
            stated => Assert.All(StatedShares.Offsets(head, block, [.. stated.Select(share => share / stated.Sum())]), offset => Assert.True(float.IsFinite(offset))),
            iter: 20);
        Assert.Equal(new float[head.Classes], StatedShares.Offsets(head, new FeatureBlock(block.EmbeddingDimensions), [.. Enumerable.Repeat(1.0 / head.Classes, head.Classes)]));
        Assert.Throws<ArgumentException>(() => StatedShares.Offsets(head, block, [1]));
    }

    private static int[] Decisions(Head head, FeatureBlock block)
    {
        var decided = new int[head.Classes];
        var probabilities = new float[head.Classes];
        for (var row = 0; row < block.Count; row++)
        {
            head.Predict(block.Ngrams(row), block.Embedding(row), probabilities);
            decided[Array.IndexOf(probabilities, probabilities.Max())]++;
        }

        return decided;
    }
}
