using ActiveLearning.Learning.Features;

namespace ActiveLearning.Grains.Routing;

/// <summary>Sketches of the items that are out with annotators, so that near-identical ones are not handed out together.</summary>
public sealed class LiveSketches
{
    private readonly Dictionary<int, (ulong Sketch, DateTimeOffset Until, string Holder)> _live = [];
    private readonly Dictionary<string, List<int>> _ofHolder = [];
    private readonly Dictionary<SiloAddress, (ulong[] Sketches, DateTimeOffset Until)> _elsewhere = [];

    /// <summary>Notes an item that goes out.</summary>
    /// <param name="ordinal">The item.</param>
    /// <param name="sketch">Its sketch; 0 is none.</param>
    /// <param name="holder">Who gets it.</param>
    /// <param name="until">When the lease ends at the latest.</param>
    public void Add(int ordinal, ulong sketch, string holder, DateTimeOffset until)
    {
        _live[ordinal] = (sketch, until, holder);
        if (!_ofHolder.TryGetValue(holder, out var items))
        {
            _ofHolder.Add(holder, items = []);
        }

        items.Add(ordinal);
    }

    /// <summary>Notes that an item is no longer out.</summary>
    public void Remove(int ordinal) => _live.Remove(ordinal);

    /// <summary>Notes what a holder still has; what else went out to it has come back.</summary>
    public void Keep(string holder, IReadOnlySet<int> held)
    {
        ArgumentNullException.ThrowIfNull(held);
        if (!_ofHolder.TryGetValue(holder, out var items))
        {
            return;
        }

        // Somebody else may have it by now.
        foreach (var ordinal in items.Where(ordinal => !held.Contains(ordinal) && HolderOf(ordinal) == holder))
        {
            _live.Remove(ordinal);
        }

        items.RemoveAll(ordinal => !held.Contains(ordinal));
        if (items.Count == 0)
        {
            _ofHolder.Remove(holder);
        }
    }

    /// <summary>Notes what is out with another silo's annotators, in place of what was noted before.</summary>
    /// <param name="silo">The other silo.</param>
    /// <param name="sketches">Sketches of the items.</param>
    /// <param name="until">How long that counts unless it is said again.</param>
    public void NoteElsewhere(SiloAddress silo, ulong[] sketches, DateTimeOffset until) => _elsewhere[silo] = (sketches, until);

    /// <summary>Sketches of the items that are out here.</summary>
    public ulong[] Sketches(DateTimeOffset now) => [.. _live.Values.Where(item => item.Sketch != 0 && item.Until > now).Select(item => item.Sketch)];

    /// <summary>Who has an item; null when it is not out.</summary>
    public string? HolderOf(int ordinal) => _live.TryGetValue(ordinal, out var item) ? item.Holder : null;

    /// <summary>Whether an item that is out looks much like this one; 0 is no sketch.</summary>
    public bool HasNear(ulong sketch, DateTimeOffset now)
    {
        if (sketch == 0)
        {
            return false;
        }

        var near = false;
        foreach (var (ordinal, (other, until, _)) in _live)
        {
            if (until <= now)
            {
                _live.Remove(ordinal);
            }
            else
            {
                near |= other != 0 && SimHash.Distance(sketch, other) <= SimHash.NearDistance;
            }
        }

        foreach (var (silo, (others, until)) in _elsewhere)
        {
            if (until <= now)
            {
                _elsewhere.Remove(silo);
            }
            else
            {
                near |= Array.Exists(others, other => SimHash.Distance(sketch, other) <= SimHash.NearDistance);
            }
        }

        return near;
    }
}
