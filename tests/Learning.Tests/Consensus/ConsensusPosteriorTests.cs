using ActiveLearning.Learning.Consensus;
using CsCheck;

namespace ActiveLearning.Learning.Tests.Consensus;

public sealed class ConsensusPosteriorTests
{
    [Fact]
    public void One_newcomer_is_believed_as_far_as_the_documented_accuracy()
    {
        var posterior = ConsensusPosterior.Of(2, [new Opinion(1, new AnnotatorConfusion(2))], []);

        Assert.Equal(AnnotatorConfusion.DefaultAccuracy, posterior[1], 6);
    }

    [Fact]
    public void A_proven_expert_outweighs_two_who_answer_by_chance()
    {
        var expert = new AnnotatorConfusion(2);
        var careless = new AnnotatorConfusion(2);
        for (var i = 0; i < 200; i++)
        {
            expert.Observe(i % 2, i % 2);
            careless.Observe(i % 2, i / 2 % 2);
        }

        var posterior = ConsensusPosterior.Of(2, [new Opinion(0, expert), new Opinion(1, careless), new Opinion(1, careless)], []);

        Assert.True(posterior[0] > 0.9);
        Assert.InRange(expert.BalancedAccuracy, 0.95, 1);
        Assert.InRange(careless.BalancedAccuracy, 0.45, 0.6);
    }

    [Fact]
    public void The_posterior_sums_to_one_and_does_not_depend_on_the_order_of_opinions()
    {
        Gen.Select(Gen.Int[2, 6], Gen.Int[0, 5].Array[0, 300]).Sample((classes, answers) =>
        {
            var confusion = new AnnotatorConfusion(classes);
            var opinions = answers.Select(answer => new Opinion(answer % classes, confusion)).ToArray();

            var forward = ConsensusPosterior.Of(classes, opinions, []);
            var backward = ConsensusPosterior.Of(classes, [.. opinions.Reverse()], []);

            return Math.Abs(forward.Sum() - 1) < 1e-9 && forward.Zip(backward).All(pair => Math.Abs(pair.First - pair.Second) < 1e-6);
        });
    }

    [Fact]
    public void A_class_that_the_prior_rules_out_stays_ruled_out()
    {
        var posterior = ConsensusPosterior.Of(3, [new Opinion(2, new AnnotatorConfusion(3))], [0.5, 0.5, 0]);

        Assert.Equal(0, posterior[2]);
        Assert.Throws<ArgumentException>(() => ConsensusPosterior.Of(3, [], [0, 0, 0]));
    }
}
