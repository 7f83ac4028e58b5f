using ActiveLearning.Learning.Coverage;
using CsCheck;

namespace ActiveLearning.Learning.Tests.Coverage;

public sealed class LabelledPlacesTests
{
    [Fact]
    public void A_list_stays_as_it_was_whatever_continues_it() =>
        Gen.Select(Gen.Int[0, 9], Gen.Int[0, 5_000], Gen.Bool).Array[1, 12].Sample(steps =>
        {
            var lists = new List<(LabelledPlaces Places, List<int> Ordinals)> { (LabelledPlaces.None, []) };
            var next = 0;
            foreach (var (from, count, leavesOut) in steps)
            {
                var (places, ordinals) = lists[from % lists.Count];
                if (leavesOut)
                {
                    lists.Add((places.Replaced(place => place.Ordinal % 3 == 0 ? null : place), ordinals.FindAll(ordinal => ordinal % 3 != 0)));
                    continue;
                }

                var more = Enumerable.Range(next, count).ToArray();
                next += count;
                lists.Add((places.With([.. more.Select(ordinal => new LabelledPlace(ordinal, [], 1))]), [.. ordinals, .. more]));
            }

            foreach (var (places, ordinals) in lists)
            {
                Assert.Equal(ordinals, Enumerable.Range(0, places.Count).Select(index => places[index].Ordinal));
            }
        });
}
