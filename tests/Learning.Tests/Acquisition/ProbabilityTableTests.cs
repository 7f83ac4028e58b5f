using ActiveLearning.Learning.Acquisition;
using CsCheck;

namespace ActiveLearning.Learning.Tests.Acquisition;

public sealed class ProbabilityTableTests
{
    [Fact]
    public void A_probability_is_off_by_less_than_three_in_a_hundred_thousand_and_a_small_one_by_little_of_itself()
    {
        Gen.Float[0, 1].Sample(p =>
        {
            Span<float> read = stackalloc float[2];
            ProbabilityTable.Of([p, 1 - p], 2).CopyTo(0, read);

            Assert.InRange(read[0] - p, -3e-5f, 3e-5f);
            if (p > 1e-6f)
            {
                Assert.InRange(read[0] / p, 0.98f, 1.02f);
            }
        });
    }

    [Fact]
    public void A_row_is_scored_from_when_it_is_set_until_it_is_cleared()
    {
        var table = new ProbabilityTable(3, 1);
        Assert.False(table.Has(0));

        table.Set(0, [0, 0, 1]);
        table.EnsureRows(3);
        Assert.Equal([true, false, false], Enumerable.Range(0, 3).Select(table.Has));
        Assert.False(table.Has(3));

        table.Clear(0);
        Assert.False(table.Has(0));
    }
}
