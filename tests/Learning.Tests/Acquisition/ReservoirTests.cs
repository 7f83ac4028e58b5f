using ActiveLearning.Learning.Acquisition;
using CsCheck;

namespace ActiveLearning.Learning.Tests.Acquisition;

public sealed class ReservoirTests
{
    [Fact]
    public void A_draw_has_so_many_of_the_rows_each_once() =>
        Gen.Select(Gen.Int[0, 200], Gen.Int[1, 100], Gen.Int).Sample((count, size, seed) =>
        {
            var drawn = Reservoir.Draw(Enumerable.Range(1_000, count), size, new Random(seed));

            Assert.Equal(Math.Min(count, size), drawn.Distinct().Count());
            Assert.Equal(drawn.Length, drawn.Distinct().Count());
            Assert.All(drawn, row => Assert.InRange(row, 1_000, 999 + count));
        });

    [Fact]
    public void All_of_few_rows_are_drawn_in_their_order() => Assert.Equal([3, 5, 9], Reservoir.Draw([3, 5, 9], 3, new Random(1)));

    [Fact]
    public void Each_row_is_as_likely_as_any_other()
    {
        var (random, hits) = (new Random(7), new int[50]);
        for (var draw = 0; draw < 5_000; draw++)
        {
            foreach (var row in Reservoir.Draw(Enumerable.Range(0, hits.Length), 10, random))
            {
                hits[row]++;
            }
        }

        // 1,000 expected, 28 the standard deviation.
        Assert.All(hits, count => Assert.InRange(count, 850, 1_150));
    }
}
