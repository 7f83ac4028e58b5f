using ActiveLearning.Contracts.Hubs;

namespace ActiveLearning.Dashboard.Live;

/// <summary>Chooses the slices that the grid shows: the greatest values of the attributes with few values, attribute by attribute.</summary>
public static class SliceColumns
{
    private const int Many = 12;

    /// <summary>Returns at most <paramref name="most"/> slices, those of one attribute beside each other.</summary>
    /// <param name="slices">All slices.</param>
    /// <param name="most">Columns that fit.</param>
    public static IReadOnlyList<SliceCoverage> Choose(IReadOnlyList<SliceCoverage> slices, int most)
    {
        // An attribute with a value for nearly every item (an author, a date) is no way to cut a pool.
        var attributes = slices.GroupBy(slice => slice.Attribute)
            .Select(group => group.OrderByDescending(slice => slice.Items).ThenBy(slice => slice.Value, StringComparer.Ordinal).ToList())
            .Where(group => group.Count > 1 || slices.Count == 1)
            .OrderBy(group => group.Count > Many)
            .ThenBy(group => group[0].Attribute, StringComparer.Ordinal)
            .ToList();
        var chosen = new List<SliceCoverage>();
        for (var i = 0; i < attributes.Count && chosen.Count < most; i++)
        {
            // Each attribute still to come keeps room for two of its values.
            var room = most - chosen.Count - (2 * Math.Min(attributes.Count - i - 1, 2));
            chosen.AddRange(attributes[i].Take(Math.Max(2, Math.Min(5, room))).Take(most - chosen.Count));
        }

        return chosen;
    }
}
