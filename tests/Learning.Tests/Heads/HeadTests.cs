using ActiveLearning.Learning.Encoding;
using ActiveLearning.Learning.Features;
using ActiveLearning.Learning.Heads;
using ActiveLearning.Learning.Synthetic;
using CsCheck;

namespace ActiveLearning.Learning.Tests.Heads;

public sealed class HeadTests
{
    private const int Dimensions = 64;

    private static readonly FitChoices Tight = new(LossTolerance: 1e-9);

    [Fact]
    public void The_exported_graph_says_what_the_head_says()
    {
        var (items, block) = Encoded(seed: 1, count: 400);
        var fit = HeadTrainer.Fit(Labelled(items, block, 120), null, CancellationToken.None);
        using var session = HeadSession.Load(fit.Head.ToOnnx());

        var scored = new float[block.Count * session.Classes];
        session.Score(block, 0, block.Count, scored);

        var expected = new float[session.Classes];
        for (var row = 0; row < block.Count; row++)
        {
            fit.Head.Predict(block.Ngrams(row), block.HasEmbedding(row) ? block.Embedding(row) : [], expected);
            for (var k = 0; k < session.Classes; k++)
            {
                Assert.InRange(scored[(row * session.Classes) + k] - expected[k], -1e-5f, 1e-5f);
            }
        }
    }

    [Fact]
    public void A_part_of_the_block_is_scored_as_in_the_whole()
    {
        var (items, block) = Encoded(seed: 2, count: 300);
        using var session = HeadSession.Load(HeadTrainer.Fit(Labelled(items, block, 60), null, CancellationToken.None).Head.ToOnnx());
        var whole = new float[block.Count * session.Classes];
        session.Score(block, 0, block.Count, whole);

        var part = new float[31 * session.Classes];
        session.Score(block, 200, 31, part);

        Assert.Equal(whole.AsSpan(200 * session.Classes, part.Length).ToArray(), part, (a, b) => Math.Abs(a - b) < 1e-6);
    }

    [Fact]
    public void A_packed_artefact_unpacks_to_the_same_bytes_and_is_far_smaller()
    {
        var (items, block) = Encoded(seed: 3, count: 60);
        var onnx = HeadTrainer.Fit(Labelled(items, block, 40), null, CancellationToken.None).Head.ToOnnx();

        var packed = HeadArtefact.Pack(onnx);

        Assert.Equal(onnx, HeadArtefact.Unpack(packed));
        Assert.Equal(onnx, HeadArtefact.Unpack(onnx));
        Assert.True(packed.Length < onnx.Length / 4, $"{packed.Length} of {onnx.Length} bytes");
    }

    [Fact]
    public void The_head_learns_the_synthetic_stream_far_better_than_the_most_frequent_class()
    {
        var (items, block) = Encoded(seed: 4, count: 1_000);
        var head = HeadTrainer.Fit(Labelled(items, block, 400), null, CancellationToken.None).Head;

        var right = 0;
        var probabilities = new float[head.Classes];
        for (var row = 400; row < 1_000; row++)
        {
            head.Predict(block.Ngrams(row), block.Embedding(row), probabilities);
            right += Array.IndexOf(probabilities, probabilities.Max()) == items[row].Class ? 1 : 0;
        }

        Assert.InRange(right / 600.0, 0.8, 0.999);
    }

    [Fact]
    public void Two_labels_are_enough_and_a_class_without_labels_gets_next_to_nothing()
    {
        var set = new TrainingSet(4, Dimensions);
        set.Add(HashedNgrams.Extract("good morning everyone"), [], 3);
        set.Add(HashedNgrams.Extract("you are a loser"), [], 1);

        var fit = HeadTrainer.Fit(set, null, CancellationToken.None);

        var probabilities = new float[4];
        fit.Head.Predict(HashedNgrams.Extract("such a loser"), [], probabilities);
        Assert.Equal(1, probabilities.Sum(), 5);
        Assert.True(probabilities[1] > probabilities[3]);
        Assert.True(probabilities[0] < 1e-9 && probabilities[2] < 1e-9);
        Assert.All(fit.OutOfFold, p => Assert.True(float.IsFinite(p)));
    }

    [Fact]
    public void The_more_embeddings_are_made_of_ngrams_the_sooner_the_ngrams_take_over()
    {
        var set = new TrainingSet(2, 2);
        var text = HashedNgrams.Extract("a text");

        set.Add(text, [1, 0], 0);
        Assert.Equal(TrainingSet.EncoderCrossoverLabels, set.NgramCrossoverLabels);
        set.Add(new TextFeatures(text, [1, 0], isLexical: true), 1);
        Assert.Equal((TrainingSet.EncoderCrossoverLabels + TrainingSet.LexicalCrossoverLabels) / 2, set.NgramCrossoverLabels);

        // A text without a place says nothing about the embeddings.
        set.Add(new TextFeatures(text, [0, 0], isLexical: true), 1);
        Assert.Equal((TrainingSet.EncoderCrossoverLabels + TrainingSet.LexicalCrossoverLabels) / 2, set.NgramCrossoverLabels);
    }

    [Fact]
    public void Embeddings_are_left_behind_early_where_only_ngrams_tell_the_classes_apart()
    {
        var byNgrams = new TrainingSet(2, 16);
        var byEmbedding = new TrainingSet(2, 16);
        var random = new Random(5);
        float[] Drawn() => [.. Enumerable.Range(0, 16).Select(_ => random.NextSingle() - 0.5f)];
        for (var i = 0; i < 2 * HeadRecipe.LabelsBeforeWideChoice; i++)
        {
            string[] words = [.. Enumerable.Range(0, 6).Select(_ => $"word{random.Next(200)}")];
            byNgrams.Add(HashedNgrams.Extract($"{(i % 2 == 0 ? "yes" : "no")} {string.Join(' ', words)}"), Unit(Drawn()), i % 2);
            var embedding = Drawn();
            embedding[0] = i % 2 == 0 ? 1 : -1;
            byEmbedding.Add(HashedNgrams.Extract(string.Join(' ', words)), Unit(embedding), i % 2);
        }

        Assert.Equal(HeadRecipe.OtherCrossovers.Min() * TrainingSet.EncoderCrossoverLabels, HeadTrainer.Fit(byNgrams, null, CancellationToken.None).Choice.CrossoverLabels);
        Assert.Equal(HeadRecipe.OtherCrossovers.Max() * TrainingSet.EncoderCrossoverLabels, HeadTrainer.Fit(byEmbedding, null, CancellationToken.None).Choice.CrossoverLabels);
    }

    [Theory]
    [InlineData(0, true, 0)]
    [InlineData(8, true, 0.5)]
    [InlineData(0, false, 0.5)]
    public void Contexts_count_where_they_tell_the_classes_apart_and_only_in_embeddings_made_of_ngrams(int telling, bool isLexical, double share)
    {
        var set = new TrainingSet(2, 16);
        var random = new Random(5);
        for (var i = 0; i < 2 * HeadRecipe.LabelsBeforeWideChoice; i++)
        {
            float[] embedding = [.. Enumerable.Range(0, 16).Select(_ => random.NextSingle() - 0.5f)];
            embedding[telling] = i % 2 == 0 ? 0.6f : -0.6f;
            var words = string.Join(' ', Enumerable.Range(0, 6).Select(_ => $"word{random.Next(200)}"));
            set.Add(new TextFeatures(HashedNgrams.Extract(words), Unit(embedding), isLexical), i % 2);
        }

        Assert.Equal(share, HeadTrainer.Fit(set, null, CancellationToken.None).Choice.ContextShare);
        Assert.Equal(share, HeadTrainer.FitAnew(set, new HeadChoice(1, 100, set.Count, share), CancellationToken.None).Choice.ContextShare);
        Assert.Equal(isLexical ? 0.25 : 0.5, HeadTrainer.FitAnew(set, new HeadChoice(1, 100, set.Count, 0.25), CancellationToken.None).Choice.ContextShare);
    }

    private static float[] Unit(float[] values) => [.. values.Select(value => value / System.Numerics.Tensors.TensorPrimitives.Norm<float>(values))];

    [Fact]
    public void One_labelled_class_is_refused()
    {
        var set = new TrainingSet(2, 0);
        set.Add(HashedNgrams.Extract("a text"), [], 0);

        Assert.Throws<ArgumentException>(() => HeadTrainer.Fit(set, null, CancellationToken.None));
    }

    [Fact]
    public void Any_small_set_with_repeats_missing_embeddings_and_empty_texts_gives_finite_probabilities()
    {
        var text = Gen.OneOf(Gen.Const(""), Gen.Const(" "), Gen.Const("the same text"), Gen.Const("😀"), Gen.String[0, 30]);
        var row = Gen.Select(text, Gen.Bool, Gen.Int[0, 2], Gen.Double[0.1, 5]);

        row.Array[2, 25].Sample(rows =>
        {
            using var encoder = new ProjectedNgramEncoder(Dimensions);
            var set = new TrainingSet(3, Dimensions);
            foreach (var (said, encoded, label, weight) in rows)
            {
                var embedding = new float[Dimensions];
                encoder.Encode([said], embedding, 1, CancellationToken.None);
                set.Add(HashedNgrams.Extract(said), encoded ? embedding : [], label, weight);
            }

            if (set.DistinctLabels < 2)
            {
                return true;
            }

            var fit = HeadTrainer.Fit(set, null, CancellationToken.None);
            var probabilities = new float[3];
            fit.Head.Predict(set.Features(0), probabilities);
            return fit.OutOfFold.All(float.IsFinite) && Math.Abs(probabilities.Sum() - 1) < 1e-5;
        }, iter: 200);
    }

    [Fact]
    public void A_warm_start_ends_at_the_same_head()
    {
        var (items, block) = Encoded(seed: 5, count: 300);
        var set = Labelled(items, block, 150);
        var before = HeadTrainer.Fit(set, null, CancellationToken.None);
        Append(set, items, block, 150, 180);

        var warm = HeadTrainer.Fit(set, before, Tight, CancellationToken.None);

        // The cold fit must use what the warm one inherits.
        var cold = HeadTrainer.Fit(set, null, Tight with { C = warm.C, Earlier = before.Choice }, CancellationToken.None);
        float[] a = new float[5], b = new float[5];
        for (var row = 180; row < 300; row++)
        {
            warm.Head.Predict(block.Ngrams(row), block.Embedding(row), a);
            cold.Head.Predict(block.Ngrams(row), block.Embedding(row), b);
            Assert.Equal(a, b, (x, y) => Math.Abs(x - y) < 5e-3);
        }
    }

    [Fact]
    public void Approximate_leave_one_out_is_close_to_refitting_without_each_row()
    {
        var (items, block) = Encoded(seed: 6, count: 80);
        var fit = HeadTrainer.Fit(Labelled(items, block, 80), null, Tight with { C = 1 }, CancellationToken.None);

        var gap = 0.0;
        var probabilities = new float[5];
        var perClass = items.GroupBy(item => item.Class).ToDictionary(group => group.Key, group => group.Count());
        var compared = Enumerable.Range(0, 80).Where(row => perClass[items[row].Class] > 5).ToArray();
        foreach (var left in compared)
        {
            var without = new TrainingSet(5, Dimensions);
            for (var row = 0; row < 80; row++)
            {
                if (row != left)
                {
                    without.Add(block.Ngrams(row), block.Embedding(row), items[row].Class);
                }
            }

            HeadTrainer.Fit(without, null, Tight with { C = 1 }, CancellationToken.None).Head.Predict(block.Ngrams(left), block.Embedding(left), probabilities);
            gap += Math.Abs(probabilities[items[left].Class] - fit.OutOfFold[(left * 5) + items[left].Class]) / compared.Length;
        }

        Assert.InRange(gap, 0, 0.05);
    }

    internal static (SyntheticItem[] Items, FeatureBlock Block) Encoded(int seed, int count)
    {
        var items = SyntheticStream.Generate(seed, count).ToArray();
        using var encoder = new ProjectedNgramEncoder(Dimensions);
        var embeddings = new float[count * Dimensions];
        encoder.Encode([.. items.Select(item => item.Text)], embeddings, 1, CancellationToken.None);
        var block = new FeatureBlock(Dimensions);
        for (var i = 0; i < count; i++)
        {
            block.Add(HashedNgrams.Extract(items[i].Text));
            block.SetEmbedding(i, embeddings.AsSpan(i * Dimensions, Dimensions));
        }

        return (items, block);
    }

    internal static TrainingSet Labelled(SyntheticItem[] items, FeatureBlock block, int count)
    {
        var set = new TrainingSet(SyntheticStream.Classes.Count, Dimensions);
        Append(set, items, block, 0, count);
        return set;
    }

    private static void Append(TrainingSet set, SyntheticItem[] items, FeatureBlock block, int from, int to)
    {
        for (var row = from; row < to; row++)
        {
            set.Add(block.Ngrams(row), block.Embedding(row), items[row].Class);
        }
    }
}
