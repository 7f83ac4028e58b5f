using ActiveLearning.Learning.Acquisition;
using ActiveLearning.Learning.Features;
using CsCheck;

namespace ActiveLearning.Learning.Tests.Acquisition;

public sealed class FacilitiesTests
{
    private const int Dimensions = 6;

    [Fact]
    public void Any_items_are_chosen_as_by_looking_at_all_of_them_each_time()
    {
        Gen.Select(Gen.Int[1, 10_000], Gen.Int[1, 60], Gen.Int[0, 20]).Sample(
            drawn =>
            {
                var (seed, first, later) = drawn;
                var random = new Random(seed);
                var (items, weights) = Draw(random, first + later);
                var facilities = new Facilities(items, weights);
                var naive = new LookingAtAll(items, weights);
                facilities.Open(0, first);
                naive.Open(first);
                var served = (Position: random.Next(first), Similarity: random.NextSingle());
                facilities.Serve(served.Position, served.Similarity);
                naive.Served[served.Position] = Math.Max(naive.Served[served.Position], served.Similarity);
                for (var step = 0; step < first + later; step++)
                {
                    if (step == first / 2)
                    {
                        facilities.Open(first, first + later);
                        naive.Open(first + later);
                    }

                    var (position, gain) = facilities.Next();

                    Assert.Equal(naive.Best(out var best), gain, 1e-4f);
                    Assert.InRange(naive.GainOf(position), best - 1e-4f, best + 1e-4f);
                    naive.Choose(position);
                }

                Assert.Throws<InvalidOperationException>(() => facilities.Next());
            },
            iter: 200);
    }

    private static (CentredSample Items, float[] Weights) Draw(Random random, int count)
    {
        var block = new FeatureBlock(Dimensions);
        for (var i = 0; i < count; i++)
        {
            block.Add(NgramVector.Empty);
            if (random.Next(8) > 0)
            {
                block.SetEmbedding(i, [.. Enumerable.Range(0, Dimensions).Select(_ => (float)random.Next(-2, 3))]);
            }
        }

        return (new CentredSample(block, [.. Enumerable.Range(0, count)]), [.. Enumerable.Range(0, count).Select(_ => random.NextSingle())]);
    }

    /// <summary>Greedy facility location by its definition.</summary>
    private sealed class LookingAtAll(CentredSample items, float[] weights)
    {
        private readonly bool[] _chosen = new bool[items.Count];
        private int _open;

        public float[] Served { get; } = new float[items.Count];

        public void Open(int to)
        {
            for (var i = _open; i < to; i++)
            {
                Served[i] = Enumerable.Range(0, _open).Where(j => _chosen[j]).Select(j => Similarity(i, j)).Append(Served[i]).Max();
            }

            _open = to;
        }

        public float GainOf(int position) => Enumerable.Range(0, _open).Sum(i => weights[i] * Math.Max(0, Similarity(i, position) - Served[i]));

        public float Best(out float best) => best = Enumerable.Range(0, _open).Where(i => !_chosen[i]).Max(GainOf);

        public void Choose(int position)
        {
            _chosen[position] = true;
            for (var i = 0; i < _open; i++)
            {
                Served[i] = Math.Max(Served[i], Similarity(i, position));
            }
        }

        private float Similarity(int i, int j) => i == j ? 1 : Math.Max(0, items.Cosine(i, j));
    }
}
