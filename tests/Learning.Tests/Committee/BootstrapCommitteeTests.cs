using ActiveLearning.Learning.Committee;
using ActiveLearning.Learning.Features;
using ActiveLearning.Learning.Heads;
using ActiveLearning.Learning.Synthetic;
using ActiveLearning.Learning.Tests.Heads;
using CsCheck;

namespace ActiveLearning.Learning.Tests.Committee;

public sealed class BootstrapCommitteeTests
{
    private static readonly (SyntheticItem[] Items, FeatureBlock Block) Stream = HeadTests.Encoded(seed: 21, count: 500);

    [Fact]
    public void One_graph_says_what_the_head_says_and_what_each_member_says()
    {
        var (set, fit) = Fitted(120);
        var members = BootstrapCommittee.Fit(set, fit, new Random(3), CancellationToken.None);
        using var alone = HeadSession.Load(fit.Head.ToOnnx());
        using var together = HeadSession.Load(fit.Head.ToOnnx(members));
        var classes = fit.Head.Classes;

        var expected = new float[Stream.Block.Count * classes];
        var scored = new float[Stream.Block.Count * classes];
        var opinions = new CommitteeOpinion[Stream.Block.Count];
        alone.Score(Stream.Block, 0, Stream.Block.Count, expected);
        together.Score(Stream.Block, 0, Stream.Block.Count, scored, opinions);

        Assert.Equal((0, BootstrapCommittee.Members), (alone.Members, together.Members));
        Assert.Equal(expected, scored, (a, b) => Math.Abs(a - b) < 1e-5);
        for (var row = 0; row < Stream.Block.Count; row += 7)
        {
            var said = new float[members.Count * classes];
            for (var m = 0; m < members.Count; m++)
            {
                members[m].Predict(Stream.Block.Ngrams(row), Stream.Block.Embedding(row), said.AsSpan(m * classes, classes));
            }

            Assert.Equal(CommitteeOpinion.Of(said, classes).MutualInformation, opinions[row].MutualInformation, 3);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Members_that_count_every_label_once_stay_where_the_head_is(bool leavesHalfOut)
    {
        var (set, fit) = Fitted(150);
        if (leavesHalfOut)
        {
            var lexical = new TrainingSet(set.Classes, set.EmbeddingDimensions);
            for (var row = 0; row < set.Count; row++)
            {
                lexical.Add(new TextFeatures(set.Features(row).Packed with { IsLexical = true }), set.Label(row));
            }

            (set, fit) = (lexical, HeadTrainer.FitAnew(lexical, fit.Choice with { ContextShare = 0 }, CancellationToken.None));
            Assert.Equal(0, fit.Choice.ContextShare);
        }

        var member = new HeadRefit(set, fit).Fit([.. Enumerable.Repeat(1.0, set.Count)], 50, CancellationToken.None);

        float[] head = new float[fit.Head.Classes], other = new float[fit.Head.Classes];
        for (var row = 150; row < 400; row++)
        {
            fit.Head.Predict(Stream.Block.Ngrams(row), Stream.Block.Embedding(row), head);
            member.Predict(Stream.Block.Ngrams(row), Stream.Block.Embedding(row), other);
            Assert.Equal(head, other, (a, b) => Math.Abs(a - b) < 0.02);
        }
    }

    [Fact]
    public void A_few_steps_rank_items_as_the_optimum_does()
    {
        var quick = Disagreement(120, 12);
        var slow = Disagreement(120, 300);

        double Rank(double[] of, int i) => of.Count(value => value < of[i]);
        var apart = Enumerable.Range(0, quick.Length).Average(i => Math.Pow(Rank(quick, i) - Rank(slow, i), 2));
        var spearman = 1 - (6 * apart / ((quick.Length * quick.Length) - 1));
        Assert.True(spearman > 0.9, $"rank correlation {spearman}, {quick.Average()} and {slow.Average()} nats");
    }

    [Fact]
    public void A_class_with_one_label_is_in_every_draw()
    {
        var set = new TrainingSet(2, Stream.Block.EmbeddingDimensions);
        foreach (var (row, label) in Enumerable.Range(0, 12).Select(row => (row, row == 0 ? 1 : 0)))
        {
            set.Add(Stream.Block.Ngrams(row), Stream.Block.Embedding(row), label);
        }

        var members = BootstrapCommittee.Fit(set, HeadTrainer.Fit(set, null, CancellationToken.None), new Random(2), CancellationToken.None);

        var probabilities = new float[2];
        Assert.All(members, member =>
        {
            member.Predict(Stream.Block.Ngrams(0), Stream.Block.Embedding(0), probabilities);
            Assert.InRange(probabilities[1], 0.5f, 1f);
        });
    }

    [Fact]
    public void Opinions_lie_between_nothing_and_all_classes_alike()
    {
        Gen.Select(Gen.Int[1, 9], Gen.Int[2, 6], Gen.Int[0, 10_000]).Sample((members, classes, seed) =>
        {
            var random = new Random(seed);
            var said = new float[members * classes];
            for (var m = 0; m < members; m++)
            {
                var draws = Enumerable.Range(0, classes).Select(_ => -MathF.Log(1 - random.NextSingle())).ToArray();
                for (var k = 0; k < classes; k++)
                {
                    said[(m * classes) + k] = draws[k] / draws.Sum();
                }
            }

            var opinion = CommitteeOpinion.Of(said, classes);

            Assert.InRange(opinion.MutualInformation, 0, Math.Log(classes) + 1e-4);
            Assert.InRange(opinion.VoteEntropy, 0, Math.Log(Math.Min(members, classes)) + 1e-4);
        });
        Assert.Equal(new CommitteeOpinion(0, 0), CommitteeOpinion.Of([.5f, .5f, .5f, .5f], 2));
        Assert.Equal(Math.Log(2), CommitteeOpinion.Of([1, 0, 0, 1], 2).MutualInformation, 4);
    }

    private static double[] Disagreement(int labels, int steps)
    {
        var (set, fit) = Fitted(labels);
        using var session = HeadSession.Load(fit.Head.ToOnnx(BootstrapCommittee.FitWithin(set, fit, steps, new Random(1), CancellationToken.None)));
        var opinions = new CommitteeOpinion[100];
        session.Score(Stream.Block, 400, 100, new float[100 * session.Classes], opinions);
        return [.. opinions.Select(opinion => (double)opinion.MutualInformation)];
    }

    private static (TrainingSet Set, HeadFit Fit) Fitted(int labels)
    {
        var set = HeadTests.Labelled(Stream.Items, Stream.Block, labels);
        return (set, HeadTrainer.Fit(set, null, CancellationToken.None));
    }
}
