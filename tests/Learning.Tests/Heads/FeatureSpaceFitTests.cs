using ActiveLearning.Learning.Encoding;
using ActiveLearning.Learning.Features;
using ActiveLearning.Learning.Heads;
using ActiveLearning.Learning.Synthetic;
using CsCheck;

namespace ActiveLearning.Learning.Tests.Heads;

public sealed class FeatureSpaceFitTests
{
    private const int Dimensions = 64;

    [Fact]
    public void Any_set_has_one_optimum_whichever_coordinates_it_is_sought_in()
    {
        var case_ = Gen.Select(
            Gen.Int[1, 1_000], Gen.Int[2, 12], Gen.Int[20, 150], Gen.OneOf(Gen.Const(0.3), Gen.Const(1.0), Gen.Const(3.0), Gen.Const(10.0)), Gen.Double[0.2, 1], Gen.OneOf(Gen.Const(0.0), Gen.Const(0.2), Gen.Const(0.5)));

        case_.Sample(
            drawn =>
            {
                var (seed, classes, rows, c, encodedShare, contextShare) = drawn;
                var set = Draw(seed, classes, rows, encodedShare, isLexical: true);
                var choices = new FitChoices(c, false, LossTolerance: 1e-10) { Earlier = new HeadChoice(c, 100, rows, contextShare) };

                var dual = HeadTrainer.Fit(set, null, choices, CancellationToken.None).Head;
                var primal = HeadTrainer.Fit(set, null, choices with { InFeatureSpace = true }, CancellationToken.None).Head;

                Assert.InRange(LargestGap(dual, primal, seed, classes), 0, 1e-3);
            },
            iter: 25);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Leaving_a_half_of_the_embeddings_out_is_fitting_without_it(bool inFeatureSpace)
    {
        var whole = Draw(seed: 12, classes: 5, rows: 200, encodedShare: 1, isLexical: true);
        var firstHalves = new TrainingSet(5, Dimensions);
        for (var row = 0; row < whole.Count; row++)
        {
            firstHalves.Add(whole.Features(row).WithEmbedding(FirstHalf(whole.Features(row).Embedding())), whole.Label(row));
        }

        var choices = new FitChoices(C: 3, inFeatureSpace, LossTolerance: 1e-10);
        var weighed = HeadTrainer.Fit(whole, null, choices with { Earlier = new HeadChoice(3, 100, 200, ContextShare: 0) }, CancellationToken.None).Head;
        var alone = HeadTrainer.Fit(firstHalves, null, choices with { Earlier = new HeadChoice(3, 100, 200) }, CancellationToken.None).Head;

        float[] a = new float[5], b = new float[5];
        foreach (var (ngrams, embedding, _) in Texts(12).Take(100))
        {
            weighed.Predict(ngrams, embedding, a);
            alone.Predict(ngrams, FirstHalf(embedding), b);
            Assert.Equal(a, b, (x, y) => Math.Abs(x - y) < 5e-3);
        }

        // What is left has twice the squared length, as where halves are even both together have.
        static float[] FirstHalf(float[] embedding) => [.. embedding.Select((value, d) => d < embedding.Length / 2 ? MathF.Sqrt(2) * value : 0)];
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(0)]
    public void A_warm_start_from_other_rows_ends_at_the_same_head(double contextShare)
    {
        var set = Draw(seed: 3, classes: 5, rows: 400, encodedShare: 1, isLexical: true);
        var choices = new FitChoices(C: 3, InFeatureSpace: true, LossTolerance: 1e-9);
        var stranger = HeadTrainer.Fit(
            Draw(seed: 77, classes: 5, rows: 200, encodedShare: 1, isLexical: true), null, choices with { Earlier = new HeadChoice(3, 100, 200, contextShare) }, CancellationToken.None);

        var warm = HeadTrainer.Fit(set, stranger, choices, CancellationToken.None);

        var cold = HeadTrainer.Fit(set, null, choices with { Earlier = stranger.Choice }, CancellationToken.None);
        Assert.InRange(LargestGap(warm.Head, cold.Head, 3, 5), 0, 2e-3);
    }

    [Fact]
    public void A_warm_start_from_a_twentieth_fewer_labels_takes_at_most_60_passes()
    {
        var set = Draw(seed: 4, classes: 5, rows: 1_900, encodedShare: 1);
        var before = HeadTrainer.Fit(set, null, CancellationToken.None);
        var grown = Draw(seed: 4, classes: 5, rows: 1_995, encodedShare: 1);

        var fit = HeadTrainer.Fit(grown, before, CancellationToken.None);

        Assert.Equal(before.C, fit.C);
        Assert.InRange(fit.Steps, 1, 60);
    }

    [Fact]
    public void A_label_that_was_taken_back_costs_no_cold_start()
    {
        var before = HeadTrainer.Fit(Draw(seed: 8, classes: 5, rows: 800, encodedShare: 1), null, CancellationToken.None);
        var without = Draw(seed: 8, classes: 5, rows: 799, encodedShare: 1);

        var fit = HeadTrainer.Fit(without, before, CancellationToken.None);

        Assert.Equal(before.Choice, fit.Choice);
        Assert.InRange(fit.Steps, 1, 20);
    }

    [Fact]
    public void After_a_restart_the_choice_of_C_is_read_from_the_graph_and_kept_until_the_labels_have_grown()
    {
        var set = Draw(seed: 8, classes: 5, rows: 400, encodedShare: 1);
        var before = HeadTrainer.Fit(set, null, CancellationToken.None);
        using var session = HeadSession.Load(before.Head.Shifted([0, 0, 0, 0, 1]).ToOnnx());

        var kept = HeadTrainer.FitAnew(Draw(seed: 8, classes: 5, rows: 500, encodedShare: 1), session.Choice, CancellationToken.None);
        var chosenAnew = HeadTrainer.FitAnew(Draw(seed: 8, classes: 5, rows: 600, encodedShare: 1), session.Choice, CancellationToken.None);

        Assert.Equal(before.Choice, session.Choice);
        Assert.Equal(before.Choice, kept.Choice);
        Assert.Equal(600, chosenAnew.Choice.Labels);
    }

    [Fact]
    public void A_feature_that_is_not_finite_is_refused()
    {
        var set = Draw(seed: 9, classes: 5, rows: 400, encodedShare: 1);
        var broken = new float[Dimensions];
        broken[3] = float.NaN;

        Assert.Throws<ArgumentException>(() => set.Add(HashedNgrams.Extract("a broken vector"), broken, 0));

        Assert.Equal(400, set.Count);
    }

    [Fact]
    public void The_stopping_rule_changes_next_to_no_decision()
    {
        var set = Draw(seed: 5, classes: 5, rows: 800, encodedShare: 1);
        var choices = new FitChoices(C: 1, InFeatureSpace: true);

        var shipped = HeadTrainer.Fit(set, null, choices, CancellationToken.None).Head;

        var exact = HeadTrainer.Fit(set, null, choices with { LossTolerance = 1e-9 }, CancellationToken.None).Head;
        Assert.InRange(Texts(5).Count(text => Decide(shipped, text) != Decide(exact, text)), 0, 4);
    }

    [Fact]
    public void Out_of_fold_figures_say_what_fresh_texts_say()
    {
        var set = Draw(seed: 6, classes: 5, rows: 1_200, encodedShare: 1);

        var fit = HeadTrainer.Fit(set, null, CancellationToken.None);

        var outOfFold = Enumerable.Range(0, set.Count).Count(row => Largest(fit.OutOfFold.AsSpan(row * 5, 5)) == set.Label(row)) / (double)set.Count;
        var fresh = Texts(6).Average(text => Decide(fit.Head, text) == text.Class ? 1.0 : 0.0);
        var inSample = Enumerable.Range(0, set.Count).Count(row => Decide(fit.Head, set.Features(row).Ngrams(), set.Features(row).Embedding()) == set.Label(row)) / (double)set.Count;
        Assert.InRange(outOfFold - fresh, -0.05, 0.05);
        Assert.True(inSample > outOfFold, "Figures on rows that were learnt from would have been flattering.");
    }

    [Theory]
    [InlineData(150)]
    [InlineData(500)]
    [InlineData(1_100)]
    public void Rows_that_are_judged_after_the_set_has_grown_are_judged_as_before(int rows)
    {
        var set = Draw(seed: 10, classes: 5, rows, encodedShare: 1);
        var early = HeadTrainer.Fit(set, null, CancellationToken.None).OutOfFold;
        var late = HeadTrainer.Fit(set, null, CancellationToken.None);
        set.Add(HashedNgrams.Extract("one more text"), [], 2);
        var parts = 0;
        while (late.PrepareOutOfFold())
        {
            parts++;
        }

        Assert.Equal(early, late.OutOfFold);
        Assert.Equal(rows > 1_000 ? 5 : 0, parts);
    }

    [Fact]
    public void A_class_with_a_single_label_survives_the_folds()
    {
        var set = Draw(seed: 7, classes: 4, rows: 1_100, encodedShare: 1);
        var lonely = new TrainingSet(5, Dimensions);
        for (var row = 0; row < set.Count; row++)
        {
            lonely.Add(set.Features(row), set.Label(row));
        }

        lonely.Add(HashedNgrams.Extract("a class of its own"), [], 4);

        var fit = HeadTrainer.Fit(lonely, null, CancellationToken.None);

        Assert.All(fit.OutOfFold, p => Assert.True(float.IsFinite(p)));
    }

    private static TrainingSet Draw(int seed, int classes, int rows, double encodedShare, bool isLexical = false)
    {
        var items = SyntheticStream.Generate(seed, rows).ToArray();
        using var encoder = new ProjectedNgramEncoder(Dimensions);
        var embeddings = new float[rows * Dimensions];
        encoder.Encode([.. items.Select(item => item.Text)], embeddings, 1, CancellationToken.None);
        var random = new Random(seed);
        var set = new TrainingSet(classes, Dimensions);
        for (var row = 0; row < rows; row++)
        {
            // More classes than the stream has are told apart by chance alone, which is the harder problem.
            var label = row < 2 ? row : classes <= SyntheticStream.Classes.Count ? items[row].Class % classes : random.Next(classes);
            set.Add(new TextFeatures(HashedNgrams.Extract(items[row].Text), random.NextDouble() < encodedShare ? embeddings.AsSpan(row * Dimensions, Dimensions) : [], isLexical), label);
        }

        return set;
    }

    private static IEnumerable<(NgramVector Ngrams, float[] Embedding, int Class)> Texts(int seed)
    {
        using var encoder = new ProjectedNgramEncoder(Dimensions);
        foreach (var item in SyntheticStream.Generate(seed + 5_000, 800))
        {
            var embedding = new float[Dimensions];
            encoder.Encode([item.Text], embedding, 1, CancellationToken.None);
            yield return (HashedNgrams.Extract(item.Text), embedding, item.Class);
        }
    }

    private static double LargestGap(Head one, Head other, int seed, int classes)
    {
        float[] a = new float[classes], b = new float[classes];
        var gap = 0.0;
        foreach (var (ngrams, embedding, _) in Texts(seed).Take(100))
        {
            one.Predict(ngrams, embedding, a);
            other.Predict(ngrams, embedding, b);
            gap = Math.Max(gap, a.Zip(b, (x, y) => Math.Abs(x - y)).Max());
        }

        return gap;
    }

    private static int Decide(Head head, (NgramVector Ngrams, float[] Embedding, int Class) text) => Decide(head, text.Ngrams, text.Embedding);

    private static int Decide(Head head, NgramVector ngrams, ReadOnlySpan<float> embedding)
    {
        var probabilities = new float[head.Classes];
        head.Predict(ngrams, embedding, probabilities);
        return Largest(probabilities);
    }

    private static int Largest(ReadOnlySpan<float> probabilities) => System.Numerics.Tensors.TensorPrimitives.IndexOfMax(probabilities);
}
