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
                lists.Add((places.With([.. more.Select(Place)]), [.. ordinals, .. more]));
            }

            foreach (var (places, ordinals) in lists)
            {
                Assert.Equal(ordinals.Select(Place).Select(Facts), Enumerable.Range(0, places.Count).Select(index => Facts(places[index])));
            }
        });

    [Fact]
    public void An_embedding_of_another_length_is_refused()
    {
        var places = LabelledPlaces.None.With([Place(1)]);
        Assert.Contains("item 2", Assert.Throws<ArgumentException>(() => places.With([new LabelledPlace(2, new sbyte[] { 1, 2 }, 1)])).Message, StringComparison.Ordinal);
    }

    // Every fifth has none.
    private static LabelledPlace Place(int ordinal) => ordinal % 5 == 0 ? new(ordinal, default, 0) : new(ordinal, new[] { (sbyte)ordinal, (sbyte)(ordinal / 100), (sbyte)1 }, ordinal);

    private static (int Ordinal, float Scale, string Codes) Facts(LabelledPlace place) => (place.Ordinal, place.Scale, string.Join(' ', place.Codes.ToArray()));
}
