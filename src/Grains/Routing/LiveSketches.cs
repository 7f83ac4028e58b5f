using ActiveLearning.Learning.Features;

namespace ActiveLearning.Grains.Routing;

/// <summary>Sketches of the items that are out with annotators, so that near-identical ones are not handed out together.</summary>
public sealed class LiveSketches
{
    private readonly Dictionary<int, (ulong Sketch, DateTimeOffset Until)> _live = [];

    /// <summary>Notes an item that goes out.</summary>
    public void Add(int ordinal, ulong sketch, DateTimeOffset until) => _live[ordinal] = (sketch, until);

    /// <summary>Notes that an item is no longer out.</summary>
    public void Remove(int ordinal) => _live.Remove(ordinal);

    /// <summary>Whether an item that is out looks much like this one; 0 is no sketch.</summary>
    public bool HasNear(ulong sketch, DateTimeOffset now)
    {
        if (sketch == 0)
        {
            return false;
        }

        List<int>? ended = null;
        var near = false;
        foreach (var (ordinal, (other, until)) in _live)
        {
            if (until <= now)
            {
                (ended ??= []).Add(ordinal);
            }
            else
            {
                near |= other != 0 && SimHash.Distance(sketch, other) <= SimHash.NearDistance;
            }
        }

        ended?.ForEach(o => _live.Remove(o));
        return near;
    }
}
