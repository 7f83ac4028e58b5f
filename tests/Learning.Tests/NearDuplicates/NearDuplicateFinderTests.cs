using ActiveLearning.Learning.NearDuplicates;
using CsCheck;

namespace ActiveLearning.Learning.Tests.NearDuplicates;

public sealed class NearDuplicateFinderTests
{
    private static readonly string[] Vocabulary =
        ["apple", "bridge", "candle", "desert", "engine", "forest", "garden", "harbor", "island", "jungle", "kettle", "ladder", "not", "7"];

    /// <summary>Who is in one group is the transitive closure of a relation between texts, whatever the order in which they come.</summary>
    [Fact]
    public void Groups_are_an_equivalence_that_does_not_depend_on_the_order_of_import()
    {
        var sentence = Gen.Int[0, Vocabulary.Length - 1].List[18, 24].Select(words => string.Join(' ', words.Select(w => Vocabulary[w])));
        Gen.Select(sentence.List[1, 3], Gen.Int[0, int.MaxValue]).Sample(
            (seeds, seed) =>
            {
                var random = new Random(seed);
                var texts = Variants(seeds, random);
                var expected = Partition(texts, [.. Enumerable.Range(0, texts.Count)]);

                var order = Enumerable.Range(0, texts.Count).ToArray();
                random.Shuffle(order);

                Assert.Equal(expected, Partition(texts, order));
            },
            iter: 100);
    }

    [Fact]
    public void A_pair_that_is_close_and_shares_a_band_is_in_one_group_and_a_pair_that_is_not_close_has_a_chain_between()
    {
        var random = new Random(5);
        var texts = Variants([.. Enumerable.Range(0, 12).Select(_ => Sentence(random))], random);
        var group = Partition(texts, [.. Enumerable.Range(0, texts.Count)]);
        var forms = texts.Select(NormalText.Of).ToArray();
        var bands = forms.Select(MinHashBands.Of).ToArray();

        for (var i = 0; i < texts.Count; i++)
        {
            var direct = Enumerable.Range(0, texts.Count)
                .Where(j => j != i && CloseTexts.AreClose(forms[i], forms[j]) && bands[i].Zip(bands[j]).Any(pair => pair.First == pair.Second)).ToArray();
            Assert.All(direct, j => Assert.Equal(group[i], group[j]));
            Assert.True(group.Count(g => g == group[i]) == 1 || direct.Length > 0);
        }
    }

    [Fact]
    public void Nearly_every_close_pair_shares_a_band()
    {
        var random = new Random(7);
        var met = Enumerable.Range(0, 2_000).Count(_ =>
        {
            var text = Sentence(random);
            var (a, b) = (MinHashBands.Of(NormalText.Of(text)), MinHashBands.Of(NormalText.Of($"lol {text}")));
            return a.Zip(b).Any(pair => pair.First == pair.Second);
        });

        Assert.InRange(met, 1_980, 2_000);
    }

    [Fact]
    public void A_held_out_item_joins_no_group_and_connects_none_but_its_twins_are_told()
    {
        var text = Sentence(new Random(1));
        var finder = new NearDuplicateFinder();

        // The pool items differ from one another by two words: only the held-out one lies between them.
        Assert.Empty(Take(finder, 0, $"lol {text}", isHeldOut: false));
        Assert.Equal([new ClosePair(1, 0)], Take(finder, 1, text, isHeldOut: true, $"lol {text}"));
        Assert.Equal([new ClosePair(2, 1)], Take(finder, 2, $"{text} haha", isHeldOut: false, $"lol {text}", text));
    }

    [Fact]
    public void What_an_owner_took_out_is_not_proposed_again()
    {
        var text = Sentence(new Random(2));
        var finder = new NearDuplicateFinder();
        Take(finder, 0, text, isHeldOut: false);
        finder.KeepApart(0);

        Assert.Empty(Take(finder, 1, $"lol {text}", isHeldOut: false, text));
    }

    [Fact]
    public void A_family_of_templates_with_other_numbers_meets_nobody()
    {
        var finder = new NearDuplicateFinder();
        var text = Sentence(new Random(3));

        for (var i = 0; i < 2_000; i++)
        {
            Assert.Empty(finder.Enter(i, false, MinHashBands.Of(NormalText.Of($"{text} call {i} now"))));
        }
    }

    [Fact]
    public void A_crowded_bucket_stays_bounded()
    {
        var index = new BandIndex();
        var sharing = new List<int>();

        for (var i = 0; i < 10_000; i++)
        {
            sharing.Clear();
            index.Add(i, [42UL], sharing);
        }

        Assert.Equal(BandIndex.MostInBucket, sharing.Count);
        Assert.Equal(BandIndex.MostInBucket, index.Count);
    }

    private static string Sentence(Random random) => string.Join(' ', Enumerable.Range(0, 24).Select(_ => Vocabulary[random.Next(12)]));

    private static IReadOnlyList<ClosePair> Take(NearDuplicateFinder finder, int item, string text, bool isHeldOut, params string[] earlier)
    {
        var texts = earlier.Append(text).Select(NormalText.Of).ToArray();
        return finder.Confirm(finder.Enter(item, isHeldOut, MinHashBands.Of(texts[item == 0 || earlier.Length == 0 ? ^1 : item])), i => texts[i]);
    }

    private static List<string> Variants(IReadOnlyList<string> seeds, Random random)
    {
        var texts = new List<string>();
        foreach (var seed in seeds)
        {
            var text = seed;
            for (var i = 0; i < 6; i++)
            {
                texts.Add(text);
                var words = text.Split(' ').ToList();
                if (random.Next(2) == 0)
                {
                    words.Insert(random.Next(words.Count), Vocabulary[random.Next(Vocabulary.Length)]);
                }
                else
                {
                    words.RemoveAt(random.Next(words.Count));
                }

                text = random.Next(4) == 0 ? seed.ToUpperInvariant() + "!" : string.Join(' ', words);
            }
        }

        return texts;
    }

    /// <summary>The smallest text that each text is in one group with, when they come in this order.</summary>
    private static int[] Partition(List<string> texts, int[] order)
    {
        var forms = texts.Select(NormalText.Of).ToArray();
        var finder = new NearDuplicateFinder();
        var sets = new DisjointSets();
        foreach (var item in order)
        {
            foreach (var (a, b) in finder.Confirm(finder.Enter(item, isHeldOut: false, MinHashBands.Of(forms[item])), i => forms[i]))
            {
                sets.Join(a, b);
            }
        }

        return [.. Enumerable.Range(0, texts.Count).Select(sets.RootOf)];
    }
}
