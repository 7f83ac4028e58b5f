using ActiveLearning.Contracts;
using ActiveLearning.Learning.Acquisition;
using ActiveLearning.Learning.Committee;
using ActiveLearning.Learning.Features;
using ActiveLearning.Learning.Tests.Heads;
using CsCheck;

namespace ActiveLearning.Learning.Tests.Acquisition;

public sealed class AcquisitionFunctionTests
{
    private static readonly FeatureBlock Block = HeadTests.Encoded(seed: 11, count: 600).Block;

    public static TheoryData<string> Names => [.. AcquisitionFunctions.All.Select(function => function.Name), "margin@lang", "auto@lang", "random@lang"];

    [Theory]
    [MemberData(nameof(Names))]
    public void Only_open_rows_are_chosen_each_once_and_best_first(string name)
    {
        Gen.Select(Gen.Int[0, 10_000], Gen.Int[1, 80], Gen.Bool, Gen.Bool, Gen.Int[0, 600]).Sample((seed, count, model, tellsClasses, openRows) =>
        {
            var random = new Random(seed);
            var open = Enumerable.Range(0, Block.Count).OrderBy(_ => random.Next()).Take(openRows).ToArray();
            var view = View(open, model, seed, tellsClasses);

            var chosen = Find(name).Select(view, count, random);

            Assert.True(chosen.Count <= count);
            Assert.Equal(Math.Min(count, open.Length), chosen.Count);
            Assert.Equal(chosen.Count, chosen.Select(candidate => candidate.Row).Distinct().Count());
            Assert.Subset(open.ToHashSet(), chosen.Select(candidate => candidate.Row).ToHashSet());
            Assert.All(chosen, candidate => Assert.True(float.IsFinite(candidate.Value) && candidate.Neighbours >= 0));
            Assert.Equal(chosen.Select(candidate => candidate.Value).OrderDescending(), chosen.Select(candidate => candidate.Value));
        }, iter: 12, threads: 1);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_same_seed_chooses_the_same_rows(string name)
    {
        var view = View([.. Enumerable.Range(0, 600)], model: true, seed: 5, tellsClasses: true);

        var first = Find(name).Select(view, 20, new Random(9));
        var second = Find(name).Select(view, 20, new Random(9));

        Assert.Equal(first, second);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Before_the_first_model_and_before_anything_is_encoded_there_is_something_to_offer(string name)
    {
        var block = new FeatureBlock(8);
        for (var i = 0; i < 50; i++)
        {
            block.Add(HashedNgrams.Extract($"item {i}"));
        }

        var chosen = Find(name).Select(new PoolView { Features = block, Classes = 2, Open = Enumerable.Range(0, 50).ToArray() }, 10, new Random(1));

        // These two have no answer: they look at embeddings and nothing else.
        Assert.Equal(name is "typicality" or "representative" ? 0 : 10, chosen.Count);
    }

    [Fact]
    public void Margin_prefers_the_tie_to_the_certain()
    {
        Assert.Equal(1, Margin.Doubt([0.5f, 0.5f, 0]));
        Assert.Equal(0, Margin.Doubt([0, 1f, 0]));
        Assert.Equal(Math.Log(4), Entropy.Doubt([.25f, .25f, .25f, .25f]), 5);
        Assert.Equal(0.4f, LeastConfidence.Doubt([.6f, .3f, .1f]), 5);
    }

    [Fact]
    public void Facility_location_hands_out_fewer_look_alikes_than_margin()
    {
        // Two crowds of equal doubt, the larger one with slightly more: margin takes it alone.
        var block = new FeatureBlock(2);
        var probabilities = new List<float>();
        for (var i = 0; i < 100; i++)
        {
            block.Add(NgramVector.Empty);
            var crowd = i < 80;
            block.SetEmbedding(i, crowd ? [1, 0.001f * i] : [0.001f * i, 1]);
            probabilities.AddRange(crowd ? [0.50f, 0.50f] : [0.52f, 0.48f]);
        }

        var view = new PoolView { Features = block, Classes = 2, Open = Enumerable.Range(0, 100).ToArray(), Probabilities = [.. probabilities] };

        Assert.DoesNotContain(new Margin().Select(view, 10, new Random(0)), candidate => candidate.Row >= 80);
        Assert.Contains(new FacilityLocation().Select(view, 10, new Random(0)).Take(2), candidate => candidate.Row >= 80);
    }

    [Fact]
    public void Where_embeddings_are_made_of_ngrams_doubts_are_told_apart_by_contexts_and_clusters_by_texts()
    {
        // Two crowds by the first half, four by the second, each of whose rows are alike by one half only.
        var block = new FeatureBlock(8);
        for (var i = 0; i < 80; i++)
        {
            block.Add(NgramVector.Empty);
            var embedding = new float[8];
            embedding[i % 2] = 1;
            embedding[4 + (i / 2 % 4)] = 1;
            block.SetEmbedding(i, embedding, isLexical: true);
        }

        var view = new PoolView { Features = block, Classes = 2, Open = Enumerable.Range(0, 80).ToArray() };
        var doubted = view with { Probabilities = [.. Enumerable.Repeat(0.5f, 160)] };

        var byContexts = new FacilityLocation().Select(doubted, 4, new Random(1));
        var byTexts = new ClusterCoverage().Select(view, 2, new Random(1));

        Assert.Equal(4, byContexts.Select(candidate => candidate.Row / 2 % 4).Distinct().Count());
        Assert.All(byContexts, candidate => Assert.Equal(20, candidate.Neighbours));
        Assert.All(byTexts, candidate => Assert.Equal(40, candidate.Neighbours));
        Assert.Equal(2, byTexts.Select(candidate => candidate.Row % 2).Distinct().Count());
    }

    [Fact]
    public void Typical_items_come_from_different_crowds_and_say_how_large_theirs_is()
    {
        var block = new FeatureBlock(3);
        for (var i = 0; i < 90; i++)
        {
            block.Add(NgramVector.Empty);
            float[] crowd = [0.02f * (i % 5), 0.03f * (i % 7), 0.01f * (i % 3)];
            crowd[i % 3] += 1;
            block.SetEmbedding(i, crowd);
        }

        var chosen = new Typicality().Select(new PoolView { Features = block, Classes = 2, Open = Enumerable.Range(0, 90).ToArray() }, 3, new Random(2));

        Assert.Equal(3, chosen.Select(candidate => candidate.Row % 3).Distinct().Count());
        Assert.All(chosen, candidate => Assert.InRange(candidate.Neighbours, 25, 35));
    }

    [Fact]
    public void Merging_slices_by_value_gives_a_uniform_order_under_random()
    {
        // A slice of 10 and one of 90 rows: the first of the merged order must come from the small one a tenth of the time.
        var random = new Random(4);
        PoolView Slice(int rows) => View([.. Enumerable.Range(0, rows)], model: false, seed: 1, tellsClasses: false);
        PoolView small = Slice(10), large = Slice(90);

        var fromSmall = Enumerable.Range(0, 4_000).Count(_ =>
            new RandomOrder().Select(small, 1, random)[0].Value > new RandomOrder().Select(large, 1, random)[0].Value);

        Assert.InRange(fromSmall / 4_000.0, 0.08, 0.12);
    }

    [Fact]
    public void Auto_searches_for_a_class_that_doubt_has_not_found_and_for_no_other()
    {
        var starved = View([.. Enumerable.Range(0, 600)], model: true, seed: 3, tellsClasses: true, labelsPerClass: [150, 100, 120, 126, 4]);
        var healthy = View([.. Enumerable.Range(0, 600)], model: true, seed: 3, tellsClasses: true, labelsPerClass: [150, 100, 120, 70, 60]);

        Assert.Contains(new Auto().Select(starved, 20, new Random(1)), candidate => candidate.Reason == LeaseReason.RareClass);
        Assert.DoesNotContain(new Auto().Select(healthy, 20, new Random(1)), candidate => candidate.Reason == LeaseReason.RareClass);
    }

    [Fact]
    public void Auto_evens_the_classes_out_once_nothing_is_in_doubt_and_not_before()
    {
        var view = View([.. Enumerable.Range(0, 600)], model: true, seed: 3, tellsClasses: true, labelsPerClass: [110, 40]) with { Classes = 2, Scores = null };
        PoolView Sure(float p) => view with { Probabilities = [.. Enumerable.Range(0, 600).SelectMany(i => i % 10 == 0 ? new[] { 1 - p, p } : [p, 1 - p])] };

        var (settled, open) = (new Auto().Select(Sure(0.9f), 20, new Random(1)), new Auto().Select(Sure(0.7f), 20, new Random(1)));
        var even = new Auto().Select(Sure(0.9f) with { LabelsPerClass = [80, 70] }, 20, new Random(1));

        Assert.Equal(10, settled.Count(candidate => candidate.Reason == LeaseReason.RareClass));
        Assert.All(settled.Where(candidate => candidate.Reason == LeaseReason.RareClass), candidate => Assert.Equal(0, candidate.Row % 10));
        Assert.All(open.Concat(even), candidate => Assert.Equal(LeaseReason.Margin, candidate.Reason));
    }

    [Fact]
    public void Auto_asks_for_what_stands_for_the_pool_where_two_classes_are_hard_to_tell_apart_and_by_doubt_elsewhere()
    {
        var view = View([.. Enumerable.Range(0, 600)], model: true, seed: 3, tellsClasses: true, labelsPerClass: [9, 8, 7, 6, 5]);
        var two = view with { Classes = 2, Scores = null, Probabilities = [.. Enumerable.Repeat(0.5f, 1_200)], LabelsPerClass = [15, 10], TotalLabels = 25 };

        Assert.All(new Auto().Select(two, 20, new Random(1)), candidate => Assert.Equal(LeaseReason.Typical, candidate.Reason));
        Assert.All(
            new Auto().Select(two with { Probabilities = [.. Enumerable.Range(0, 1_200).Select(i => i % 2 == 0 ? 0.9f : 0.1f)] }, 20, new Random(1)),
            candidate => Assert.Equal(LeaseReason.Margin, candidate.Reason));
        Assert.All(new Auto().Select(two with { TotalLabels = 26 }, 20, new Random(1)), candidate => Assert.Equal(LeaseReason.Margin, candidate.Reason));
        Assert.All(new Auto().Select(view, 20, new Random(1)), candidate => Assert.Equal(LeaseReason.Margin, candidate.Reason));
    }

    [Theory]
    [InlineData(2, 25, LeaseReason.Typical)]
    [InlineData(2, 26, LeaseReason.Margin)]
    [InlineData(5, 64, LeaseReason.Typical)]
    [InlineData(5, 65, LeaseReason.Margin)]
    [InlineData(40, 99, LeaseReason.Typical)]
    [InlineData(40, 100, LeaseReason.Margin)]
    public void Where_embeddings_are_made_of_ngrams_auto_asks_for_what_stands_for_the_pool_up_to_a_dozen_labels_a_class(int classes, int labels, LeaseReason reason)
    {
        var random = new Random(4);
        var block = new FeatureBlock(8);
        for (var i = 0; i < 200; i++)
        {
            block.Add(NgramVector.Empty);
            block.SetEmbedding(i, [.. Enumerable.Range(0, 8).Select(_ => random.NextSingle() - 0.5f)], isLexical: true);
        }

        var view = new PoolView
        {
            Features = block,
            Classes = classes,
            Open = Enumerable.Range(0, 200).ToArray(),
            Probabilities = [.. Enumerable.Repeat(1f / classes, 200 * classes)],
            LabelsPerClass = [.. Enumerable.Repeat(labels / classes, classes)],
            TotalLabels = labels,
        };

        Assert.All(new Auto().Select(view, 20, new Random(1)), candidate => Assert.Equal(reason, candidate.Reason));
        Assert.Equal(reason == LeaseReason.Typical, new Auto().Follows(view) is null);
        if (reason == LeaseReason.Typical)
        {
            // A model that doubts little may be asked at once.
            var sure = view with { Probabilities = [.. Enumerable.Range(0, 200 * classes).Select(i => i % classes == 0 ? 0.9f : 0.1f / (classes - 1))] };
            Assert.All(new Auto().Select(sure, 20, new Random(1)), candidate => Assert.NotEqual(LeaseReason.Typical, candidate.Reason));
        }
    }

    [Fact]
    public void An_unknown_name_is_not_found_and_fl10_is_facility_location()
    {
        Assert.False(AcquisitionFunctions.TryGet("Margin", out _));
        Assert.True(AcquisitionFunctions.TryGet("fl10", out var function));
        Assert.Equal("facilityLocation", function.Name);
        Assert.Equal("auto", AcquisitionFunctions.All[0].Name);
    }

    private static IAcquisitionFunction Find(string name) =>
        AcquisitionFunctions.TryGet(name, out var function) ? function : throw new ArgumentException(name);

    private static PoolView View(int[] open, bool model, int seed, bool tellsClasses, int[]? labelsPerClass = null)
    {
        var random = new Random(seed);
        var probabilities = new float[model ? Block.Count * 5 : 0];
        for (var i = 0; i < probabilities.Length; i += 5)
        {
            var draws = Enumerable.Range(0, 5).Select(_ => -MathF.Log(1 - random.NextSingle())).ToArray();
            for (var k = 0; k < 5; k++)
            {
                probabilities[i + k] = draws[k] / draws.Sum();
            }
        }

        labelsPerClass ??= tellsClasses ? [60, 40, 30, 20, 3] : [];
        return new PoolView
        {
            Features = Block,
            Classes = 5,
            Open = open,
            Labelled = [.. Enumerable.Range(0, Block.Count).Except(open).Take(40)],
            Scores = model ? ProbabilityTable.Of(probabilities, 5) : null,
            Opinions = [.. Enumerable.Range(0, probabilities.Length / 5).Select(_ => new CommitteeOpinion(random.NextSingle(), random.Next(3)))],
            AttributeSlices = new SliceView([.. Enumerable.Range(0, Block.Count).Select(row => (ushort)(row % 3))], [0.2f, 0.5f, 0.3f, 0]),
            LabelsPerClass = labelsPerClass,
            TotalLabels = labelsPerClass.Sum(),
            PoolSize = Block.Count,
        };
    }
}
